#include <algorithm>
#include <functional>

#include "kept/text.hpp"
#include "store/rows.hpp"

namespace kept {

namespace {

constexpr std::int64_t kinds_per_number = 8;
constexpr std::ptrdiff_t trigram = 3;

using Texts = std::vector<std::string>;

Texts texts_of(const Customer& customer) {
  Texts texts{customer.name, customer.handle, customer.org};
  texts.insert(texts.end(), customer.emails.begin(), customer.emails.end());
  texts.insert(texts.end(), customer.phones.begin(), customer.phones.end());
  texts.insert(texts.end(), customer.tags.begin(), customer.tags.end());
  for (const Field& field : customer.fields) texts.push_back(field.value);
  return texts;
}

Texts texts_of(const Loop& loop) {
  Texts texts{loop.title, loop.product};
  for (const Closing& closing : loop.closings) {
    texts.insert(texts.end(),
                 {closing.words, closing.cause, closing.lesson, closing.reopened_because});
  }
  for (const Wait& wait : loop.waits) texts.push_back(wait.reason);
  for (const Step& step : loop.steps) texts.push_back(step.text);
  texts.push_back(loop.handler);
  return texts;
}

Texts texts_of(const Entry& entry) {
  Texts texts{entry.text};
  texts.insert(texts.end(), entry.tags.begin(), entry.tags.end());
  return texts;
}

Texts texts_of(const Promise& promise) {
  Texts texts{promise.text};
  for (const Deadline& deadline : promise.deadlines) texts.push_back(deadline.because);
  for (const Settlement& settlement : promise.settlements) {
    texts.insert(texts.end(),
                 {settlement.explained, settlement.compensated, settlement.no_compensation});
  }
  if (promise.resolution) texts.push_back(promise.resolution->note);
  return texts;
}

std::string folded_lines(const Texts& texts) {
  std::string lines;
  for (const std::string& text : texts) {
    const std::string folded = fold(text);
    if (folded.empty()) continue;
    if (!lines.empty()) lines += '\n';
    lines += folded;
  }
  return lines;
}

bool fills_a_trigram(std::string_view word) {
  const auto starts_code_point = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  };
  return std::count_if(word.begin(), word.end(), starts_code_point) >= trigram;
}

std::string quoted_for_fts(std::string_view word) {
  std::string phrase = "\"";
  for (const char c : word) phrase += c == '"' ? "\"\"" : std::string(1, c);
  return phrase + "\"";
}

std::string match_expression(const Texts& looked_for) {
  std::string expression;
  for (const std::string& word : looked_for) {
    if (!fills_a_trigram(word)) continue;
    if (!expression.empty()) expression += " AND ";
    expression += quoted_for_fts(word);
  }
  return expression;
}

}  // namespace

std::int64_t words_row(Id record) {
  const auto* const at = std::find(worded_kinds.begin(), worded_kinds.end(), record.kind);
  return record.number * kinds_per_number + (at - worded_kinds.begin());
}

Id worded_record(std::int64_t row) {
  const auto kind = static_cast<std::size_t>(row % kinds_per_number);
  if (row <= 0 || kind >= worded_kinds.size()) {
    throw Error(Exit::bad_store, "the store's words name a record that cannot be");
  }
  return Id{worded_kinds[kind], row / kinds_per_number};
}

std::string words_of(const Customer& customer) {
  return folded_lines(texts_of(customer));
}

std::string words_of(const Loop& loop) {
  return folded_lines(texts_of(loop));
}

std::string words_of(const Entry& entry) {
  return folded_lines(texts_of(entry));
}

std::string words_of(const Promise& promise) {
  return folded_lines(texts_of(promise));
}

std::optional<std::string> words_of(Store& store, Id id) {
  const auto words_if_any = [](const auto& record) {
    return record ? std::optional(words_of(*record)) : std::nullopt;
  };
  switch (id.kind) {
    case Kind::customer:
      return words_if_any(customer(store, id));
    case Kind::loop:
      return words_if_any(loop(store, id));
    case Kind::entry:
      return words_if_any(entry(store, id));
    case Kind::promise:
      return words_if_any(promise(store, id));
    case Kind::change:
    case Kind::step:
      break;
  }
  return std::nullopt;
}

void index_words(Store& store, Id record, const std::optional<std::string>& now) {
  const std::int64_t row = words_row(record);
  const std::optional<std::string> before =
      Query(store, "select text from words where rowid = :row")
          .bind(":row", row)
          .first([](Row found) { return found.text(); });
  if (now == before) return;
  if (before) Query(store, "delete from words where rowid = :row").bind(":row", row).run();
  if (!now) return;
  Query(store, "insert into words(rowid, text) values (:row, :text)")
      .bind(":row", row)
      .bind(":text", *now)
      .run();
}

std::vector<Id> found(Store& store, std::string_view folded_query) {
  const Texts looked_for = words(folded_query);
  if (looked_for.empty()) return {};
  const std::string expression = match_expression(looked_for);
  Query query(store, expression.empty()
                         ? "select rowid, text from words order by rowid desc"
                         : "select rowid, text from words where words match :expression"
                           " order by rowid desc");
  if (!expression.empty()) query.bind(":expression", expression);
  std::vector<Id> records;
  while (query.next()) {
    Row row = query.row();
    const Id record = worded_record(row.number());
    const std::string text = row.text();
    const auto stands = [&](const std::string& word) { return text.find(word) != text.npos; };
    if (std::all_of(looked_for.begin(), looked_for.end(), stands)) records.push_back(record);
  }
  return records;
}

}  // namespace kept
