#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <string>
#include <vector>

#include "kept/rules.hpp"
#include "kept/text.hpp"

using namespace kept;

namespace {

NameCard card(std::int64_t serial, std::string name) {
  NameCard card;
  card.id = {Kind::customer, serial * Id::machines};
  card.name = std::move(name);
  return card;
}

NameCard dana() {
  NameCard dana = card(3, "Dana Levi");
  dana.handle = "dana";
  dana.org = "Blue Studio";
  dana.emails = {"office@blue.example", "Dana@Blue.example"};
  dana.phones = {"+972 52-123-4567", "03-612 3456"};
  return dana;
}

bool meant(std::string_view typed, NameLevel level, const NameCard& card) {
  return is_meant(read_name(typed), level, card);
}

WhoIsMeant who(std::string_view typed, const std::vector<NameCard>& cards) {
  const NameQuery query = read_name(typed);
  return who_is_meant(query, [&](NameLevel level) {
    std::vector<NameCard> found;
    for (const NameCard& card : cards) {
      if (is_meant(query, level, card)) found.push_back(card);
    }
    return found;
  });
}

}  // namespace

TEST_CASE("an id is meant in any case, and only a customer's") {
  CHECK(meant("C3", NameLevel::id, dana()));
  CHECK(meant("c3", NameLevel::id, dana()));
  CHECK_FALSE(meant("C4", NameLevel::id, dana()));
  CHECK_FALSE(meant("P3", NameLevel::id, dana()));
  CHECK_FALSE(read_name("P3").id);
  CHECK_FALSE(read_name("dana").id);
}

TEST_CASE("handles are compared folded and whole") {
  CHECK(meant("DANA", NameLevel::handle, dana()));
  CHECK_FALSE(meant("dan", NameLevel::handle, dana()));
}

TEST_CASE("any of the e-mails, in any case, and whole") {
  CHECK(meant("dana@blue.example", NameLevel::email, dana()));
  CHECK(meant("OFFICE@BLUE.EXAMPLE", NameLevel::email, dana()));
  CHECK_FALSE(meant("dana@blue", NameLevel::email, dana()));
}

TEST_CASE("phones are the same however they are written") {
  for (const char* typed : {"+972521234567", "00972 52 1234567", "052-123-4567", "0521234567",
                            "521234567", "+972 (0)52-1234567", "03 612 3456", "+97236123456"}) {
    CAPTURE(typed);
    CHECK(meant(typed, NameLevel::phone, dana()));
  }
  for (const char* typed : {"052-123-4568", "1234567", "+1 52 123 4567", "4567"}) {
    CAPTURE(typed);
    CHECK_FALSE(meant(typed, NameLevel::phone, dana()));
  }
}

TEST_CASE("numbers that differ in the area code are different numbers") {
  NameCard american = card(4, "Ann");
  american.phones = {"+1 415 555 1234"};
  CHECK(meant("1-415-555-1234", NameLevel::phone, american));
  CHECK_FALSE(meant("1-315-555-1234", NameLevel::phone, american));
}

TEST_CASE("a Dallas number is not taken for an Israeli one") {
  CHECK(phone_key("972 555 1234") == "9725551234");
}

TEST_CASE("a text is a phone number from five digits on, and without letters") {
  CHECK(read_name("12345").digits == "12345");
  CHECK(read_name("1234").digits.empty());
  CHECK(read_name("room 12345").digits.empty());
  CHECK(read_name("12345b").digits.empty());
  CHECK(read_name("דירה 12345").digits.empty());
  CHECK(read_name("").digits.empty());
}

TEST_CASE("a full name is compared folded and whole") {
  CHECK(meant(" dana  LEVI ", NameLevel::full_name, dana()));
  CHECK_FALSE(meant("dana", NameLevel::full_name, dana()));
  CHECK(meant("שלום כהן", NameLevel::full_name, card(5, "שָׁלוֹם כהן")));
}

TEST_CASE("every word must begin a word of the name or the org, in any order") {
  CHECK(meant("lev", NameLevel::word_prefixes, dana()));
  CHECK(meant("levi dana", NameLevel::word_prefixes, dana()));
  CHECK(meant("dan blue", NameLevel::word_prefixes, dana()));
  CHECK_FALSE(meant("dana cohen", NameLevel::word_prefixes, dana()));
  CHECK_FALSE(meant("ana", NameLevel::word_prefixes, dana()));
  CHECK(meant("כה", NameLevel::word_prefixes, card(5, "שלום כהן")));
}

TEST_CASE("nothing typed means nobody, at any level") {
  const NameCard nameless = card(6, "");
  for (const NameLevel level : name_levels) {
    for (const char* typed : {"", "   ", "-"}) {
      CHECK_FALSE(meant(typed, level, nameless));
      CHECK_FALSE(meant(typed, level, dana()));
    }
  }
}

TEST_CASE("a handle decides before somebody's family name") {
  NameCard levi = card(8, "Moshe Cohen");
  levi.handle = "levi";
  const WhoIsMeant found = who("levi", {dana(), levi});
  CHECK(found.level == NameLevel::handle);
  REQUIRE(found.found.size() == 1);
  CHECK(found.found[0].id == levi.id);
}

TEST_CASE("a full name decides before others' longer names") {
  const WhoIsMeant found = who("dana levi", {dana(), card(9, "Dana Levinson")});
  CHECK(found.level == NameLevel::full_name);
  CHECK(found.found.size() == 1);
}

TEST_CASE("two matches at the deciding level are both told") {
  const WhoIsMeant found = who("lev", {dana(), card(9, "Dana Levinson")});
  CHECK(found.level == NameLevel::word_prefixes);
  CHECK(found.found.size() == 2);
}

TEST_CASE("nobody is meant") {
  CHECK(who("yossi", {dana()}).found.empty());
  CHECK(who("C99", {dana()}).found.empty());
}

TEST_CASE("an id that nobody has may still be a handle") {
  NameCard vitamin = card(10, "Vitamin Shop");
  vitamin.handle = "c99";
  CHECK(who("C99", {dana(), vitamin}).found.size() == 1);
}

TEST_CASE("levels that what was typed can't be are not looked up") {
  std::vector<NameLevel> asked;
  who_is_meant(read_name("dana"), [&](NameLevel level) {
    asked.push_back(level);
    return std::vector<NameCard>();
  });
  CHECK(asked == std::vector{NameLevel::handle, NameLevel::email, NameLevel::full_name,
                             NameLevel::word_prefixes});
}

TEST_CASE("property: everybody is meant by their own id, handle, name and words") {
  CHECK(rc::check([] {
    NameCard any =
        card(*rc::gen::inRange<std::int64_t>(1, 1000), *rc::gen::arbitrary<std::string>());
    any.handle = *rc::gen::arbitrary<std::string>();
    RC_ASSERT(meant(shown(any.id), NameLevel::id, any));
    RC_ASSERT(meant(any.handle, NameLevel::handle, any) == !fold(any.handle).empty());
    RC_ASSERT(meant(any.name, NameLevel::full_name, any) == !fold(any.name).empty());
    RC_ASSERT(meant(any.name, NameLevel::word_prefixes, any) == !words(fold(any.name)).empty());
  }));
}

TEST_CASE("property: an Israeli number is the same with 0, with 972 and with neither") {
  CHECK(rc::check([] {
    const int digits = *rc::gen::inRange(20'000'000, 599'999'999);
    const std::string local = std::to_string(digits);
    RC_ASSERT(phone_key("0" + local) == local);
    RC_ASSERT(phone_key("+972" + local) == local);
    RC_ASSERT(phone_key("+9720" + local) == local);
    RC_ASSERT(phone_key(local) == local);
  }));
}
