#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kept/error.hpp"
#include "kept/fields.hpp"
#include "kept/mapping.hpp"
#include "kept/text.hpp"
#include "require.hpp"

// A rules file is refused with its place and a hint, or can be applied to a row.

namespace {

using namespace kept;

bool is_field_of(Kind kind, std::string_view name) {
  if (kind == Kind::customer && name.starts_with("fields.")) return true;
  const auto fields = fields_of(kind);
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FieldName& field) { return field.name == name; });
}

void apply(const Mapping& mapping, const InputRow& row) {
  Mapper mapper(mapping);
  require(mapper.missing().size() == mapping.columns.size());
  std::vector<std::string> columns;
  for (const UsedColumn& used : mapping.columns) columns.push_back(used.name);
  mapper.bind(columns);
  require(mapper.missing().empty());
  const auto drafts = mapper.drafts(row);
  require(drafts.size() <= mapping.records.size());
  for (const Draft& draft : drafts) {
    require(!draft.fields.empty());
    for (const auto& [field, value] : draft.fields) {
      require(is_field_of(draft.kind, field));
      require(is_utf8(value) && value.find('\0') == std::string::npos);
    }
  }
}

void check(const Mapping& mapping, Kind what) {
  require(std::any_of(mapping.records.begin(), mapping.records.end(),
                      [&](const RecordRules& record) { return record.kind == what; }));
  require(!mapping.source || mapping.source->find(':') == std::string::npos);
  require(!mapping.zone || Zone::named(*mapping.zone));
  for (const UsedColumn& used : mapping.columns) {
    require(!used.name.empty() && used.place.line > 0 && used.place.column > 0);
  }
  apply(mapping, {1, {}, {}, ""});
  apply(mapping, {1, std::vector<std::string>(mapping.columns.size(), " Closed\r\n"), {}, ""});
}

}  // namespace

/// The first byte chooses what is imported.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array kinds{Kind::customer, Kind::loop, Kind::entry, Kind::promise};
  if (size == 0) return 0;
  const Kind what = kinds[data[0] % kinds.size()];
  try {
    check(read_mapping({reinterpret_cast<const char*>(data) + 1, size - 1}, "rules", what), what);
  } catch (const Error& error) {
    require(error.status == Exit::rejected && !error.hint.empty());
    const std::string_view message = error.what();
    require(is_utf8(message) && message.starts_with("rules:"));
    require('1' <= message[6] && message[6] <= '9');
  }
  return 0;
}
