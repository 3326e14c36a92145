#include "kept/model.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace kept;

namespace {

Id id(Kind kind, std::int64_t serial, std::int64_t machine = 0) {
  return {kind, serial * Id::machines + machine};
}

}  // namespace

TEST_CASE("an id shows its kind, its serial and its machine") {
  CHECK(shown(id(Kind::promise, 12)) == "P12");
  CHECK(shown(id(Kind::promise, 12, 1)) == "P12b");
  CHECK(shown(id(Kind::change, 3, 25)) == "H3z");
}

TEST_CASE("ids are read in any case") {
  CHECK(read_id("p12") == id(Kind::promise, 12));
  CHECK(read_id("P12") == id(Kind::promise, 12));
  CHECK(read_id("c3B") == id(Kind::customer, 3, 1));
  CHECK(read_id("L7z") == id(Kind::loop, 7, 25));
  CHECK(read_id("e45") == id(Kind::entry, 45));
}

TEST_CASE("what is not an id is none") {
  for (const char* typed : {"",
                            "P",
                            "12",
                            "Pb",
                            "P0",
                            "P-1",
                            "P+1",
                            "P 1",
                            " P1",
                            "P1 ",
                            "X1",
                            "P1a",
                            "P1bb",
                            "P1b2",
                            "P1.2",
                            "PP1",
                            "P1é",
                            "פ1",
                            "P99999999999999999999",
                            "P9223372036854775807",
                            "P144115188075855872"}) {
    CAPTURE(typed);
    CHECK_FALSE(read_id(typed));
  }
  CHECK_FALSE(read_id(std::string_view("P1\0", 3)));
}

TEST_CASE("every id that can be shown is read back") {
  CHECK(rc::check("read_id(shown(id)) == id", [] {
    const Kind kind =
        *rc::gen::element(Kind::customer, Kind::loop, Kind::entry, Kind::promise, Kind::change);
    const auto serial = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
    const Id made = id(kind, serial, *rc::gen::inRange<std::int64_t>(0, 26));
    RC_ASSERT(read_id(shown(made)) == made);
  }));
}

TEST_CASE("kinds and choices have names") {
  CHECK(name_of(Kind::customer) == "customer");
  CHECK(name_of(Kind::loop) == "loop");
  CHECK(name_of(Kind::entry) == "entry");
  CHECK(name_of(Kind::promise) == "promise");
  CHECK(name_of(Kind::change) == "change");
  CHECK(name_of(CustomerType::passive_aggressive) == "passive-aggressive");
  CHECK(read_choice<Priority>("urgent") == Priority::urgent);
  CHECK_FALSE(read_choice<Priority>("Urgent"));
}
