#include "kept/model.hpp"

#include <charconv>
#include <limits>

namespace kept {
namespace {

constexpr std::int64_t last_machine = 25;
constexpr std::int64_t last_serial = std::numeric_limits<std::int64_t>::max() / Id::machines - 1;

char upper(char letter) {
  return 'a' <= letter && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

std::optional<Kind> kind_of(char letter) {
  for (Kind kind : {Kind::customer, Kind::loop, Kind::entry, Kind::promise, Kind::change}) {
    if (upper(letter) == static_cast<char>(kind)) return kind;
  }
  return std::nullopt;
}

/// Nothing is machine 0; `b` is 1, `z` is 25. There is no `a`.
std::optional<std::int64_t> read_machine(std::string_view suffix) {
  if (suffix.empty()) return 0;
  const std::int64_t machine = upper(suffix.front()) - 'A';
  if (suffix.size() > 1 || machine < 1 || machine > last_machine) return std::nullopt;
  return machine;
}

std::string shown_number(std::int64_t number) {
  std::string text = std::to_string(number / Id::machines);
  const std::int64_t machine = number % Id::machines;
  if (machine != 0) text += static_cast<char>('a' + machine);
  return text;
}

/// `12b`
std::optional<std::int64_t> read_number(std::string_view typed) {
  const char* end = typed.data() + typed.size();
  std::uint64_t serial = 0;  // unsigned, so that no sign is read
  const auto [rest, error] = std::from_chars(typed.data(), end, serial);
  if (error != std::errc() || serial == 0 || serial > last_serial) return std::nullopt;
  const auto machine = read_machine({rest, end});
  if (!machine) return std::nullopt;
  return static_cast<std::int64_t>(serial) * Id::machines + *machine;
}

}  // namespace

std::string shown(Id id) {
  if (id.kind == Kind::step) return shown({Kind::loop, id.number}) + "." + shown_number(id.step);
  return std::string(1, static_cast<char>(id.kind)) + shown_number(id.number);
}

std::optional<Id> read_id(std::string_view typed) {
  if (typed.empty()) return std::nullopt;
  const auto kind = kind_of(typed.front());
  const std::size_t dot = typed.find('.');
  const auto number = read_number(typed.substr(1, dot - 1));
  if (!kind || !number) return std::nullopt;
  if (dot == std::string_view::npos) return Id{*kind, *number};
  const auto step = read_number(typed.substr(dot + 1));
  if (*kind != Kind::loop || !step) return std::nullopt;
  return Id{Kind::step, *number, *step};
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::customer:
      return "customer";
    case Kind::loop:
      return "loop";
    case Kind::entry:
      return "entry";
    case Kind::promise:
      return "promise";
    case Kind::change:
      return "change";
    case Kind::step:
      return "step";
  }
  return "record";
}

}  // namespace kept
