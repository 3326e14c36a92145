#include <algorithm>

#include "kept/rules.hpp"
#include "kept/text.hpp"

namespace kept {
namespace {

constexpr std::size_t fewest_phone_digits = 5;

bool is_number(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string digits_if_phone(std::string_view typed, const std::vector<std::string>& words) {
  if (!std::all_of(words.begin(), words.end(), is_number)) return {};
  std::string digits = phone_digits(typed);
  return digits.size() < fewest_phone_digits ? std::string() : digits;
}

bool begins_a_word(std::string_view start, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return word.starts_with(start); });
}

bool words_begin_a_name(const NameQuery& query, const NameCard& card) {
  if (query.words.empty()) return false;
  const std::vector<std::string> of_name = words(fold(card.name));
  const std::vector<std::string> of_org = words(fold(card.org));
  return std::all_of(query.words.begin(), query.words.end(), [&](const std::string& word) {
    return begins_a_word(word, of_name) || begins_a_word(word, of_org);
  });
}

bool has_email(const NameCard& card, const std::string& folded) {
  return std::any_of(card.emails.begin(), card.emails.end(),
                     [&](const std::string& email) { return fold(email) == folded; });
}

bool has_phone(const NameCard& card, const std::string& digits) {
  return std::any_of(card.phones.begin(), card.phones.end(), [&](const std::string& phone) {
    return phone_key(phone) == phone_key(digits);
  });
}

}  // namespace

std::string phone_key(std::string_view phone) {
  constexpr std::string_view israel = "972";
  constexpr std::size_t shortest_with_country = 11;  // 972 3 123 4567
  std::string digits = phone_digits(phone);
  if (digits.size() >= shortest_with_country && digits.starts_with(israel)) {
    digits.erase(0, israel.size());
  }
  if (digits.starts_with('0')) digits.erase(0, 1);
  return digits;
}

bool is_handle(std::string_view text) {
  return text.find_first_of(" \t\n") == std::string_view::npos && !read_id(text) &&
         !fold(text).empty();
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find_first_of(" \t\n<>,;") == std::string_view::npos;
}

bool is_phone(std::string_view text) {
  constexpr std::size_t fewest_digits = 3;
  return phone_digits(text).size() >= fewest_digits &&
         text.find_first_not_of("0123456789+-() ./x*#") == std::string_view::npos;
}

NameQuery read_name(std::string_view typed) {
  NameQuery query;
  query.typed = typed;
  query.id = read_id(typed);
  if (query.id && query.id->kind != Kind::customer) query.id.reset();
  query.folded = fold(typed);
  query.words = words(query.folded);
  query.digits = digits_if_phone(typed, query.words);
  return query;
}

bool is_meant(const NameQuery& query, NameLevel level, const NameCard& card) {
  switch (level) {
    case NameLevel::id:
      return query.id == card.id;
    case NameLevel::handle:
      return !query.folded.empty() && fold(card.handle) == query.folded;
    case NameLevel::email:
      return !query.folded.empty() && has_email(card, query.folded);
    case NameLevel::phone:
      return !query.digits.empty() && has_phone(card, query.digits);
    case NameLevel::full_name:
      return !query.folded.empty() && fold(card.name) == query.folded;
    case NameLevel::word_prefixes:
      return words_begin_a_name(query, card);
  }
  return false;
}

bool is_called(const Customer& customer, std::string_view name) {
  const NameQuery query = read_name(name);
  const NameCard card{customer.id,  customer.name,   customer.handle,
                      customer.org, customer.emails, customer.phones};
  return std::any_of(name_levels.begin(), name_levels.end(), [&](NameLevel level) {
    return level != NameLevel::word_prefixes && is_meant(query, level, card);
  });
}

bool has_tag(std::span<const std::string> tags, std::string_view tag) {
  const std::string folded = fold(tag);
  return std::any_of(tags.begin(), tags.end(),
                     [&](const std::string& each) { return fold(each) == folded; });
}

WhoIsMeant who_is_meant(const NameQuery& query,
                        const std::function<std::vector<NameCard>(NameLevel)>& look_up) {
  WhoIsMeant who;
  for (const NameLevel level : name_levels) {
    if (level == NameLevel::id && !query.id) continue;
    if (level == NameLevel::phone && query.digits.empty()) continue;
    who.level = level;
    who.found = look_up(level);
    if (!who.found.empty()) break;
  }
  return who;
}

}  // namespace kept
