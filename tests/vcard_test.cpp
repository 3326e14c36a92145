#include <doctest/doctest.h>
#include <map>
#include <rapidcheck.h>

#include "kept/render.hpp"
#include "kept/text.hpp"
#include "reports/reports.hpp"
#include "rows_fixture.hpp"

using namespace kept;
using test::whole_file;
using test::WholeFile;
using Values = std::vector<std::string>;
using Said = std::map<std::string, std::string>;

namespace {

const InputStyle vcf{InputFormat::vcf, {}, {}, 0};

WholeFile cards(const std::string& text, std::size_t piece_size = std::string::npos) {
  return whole_file(text, vcf, piece_size);
}

/// What a row has, by column.
Said said_in(const WholeFile& file, std::size_t row) {
  Said said;
  for (std::size_t i = 0; i < file.columns.size(); ++i) {
    if (file.rows.at(row).given.at(i)) said[file.columns[i]] = file.rows[row].values[i];
  }
  return said;
}

/// What one card says, which has these lines.
Said said(const std::string& lines) {
  const WholeFile file = cards("BEGIN:VCARD\r\n" + lines + "\r\nEND:VCARD\r\n");
  REQUIRE(file.rows.size() == 1);
  REQUIRE(file.rows.front().problem.empty());
  return said_in(file, 0);
}

std::string problem_of(const std::string& text) {
  const WholeFile file = cards(text);
  if (!file.error.empty()) return file.error;
  return file.rows.empty() ? "no row" : file.rows.back().problem;
}

Customer customer_of(std::int64_t serial, const std::string& name) {
  Customer customer{.id = {Kind::customer, serial * Id::machines}};
  customer.name = name;
  return customer;
}

/// What stands on a card and is hard to carry.
rc::Gen<std::string> awkward_line() {
  const auto part =
      rc::gen::element<std::string>("Dana", ";", ",", "\\", "\\n", ":", "=D7", "\"", " ", "שָׁלוֹם",
                                    "漢字", "👍🏽", "x", "END:VCARD");
  return rc::gen::map(rc::gen::container<Values>(part), [](const Values& parts) {
    std::string text = "a";
    for (const std::string& one : parts) text += one;
    return single_spaced(text + "z");
  });
}

}  // namespace

TEST_CASE("a card of a phone") {
  CHECK(said("VERSION:3.0\r\n"
             "N:Example;Dana;Ruth;Dr.;\r\n"
             "FN:Dr. Dana Ruth Example\r\n"
             "NICKNAME:dana,Dani E.\r\n"
             "ORG:Example\\, Ltd.;Sales\r\n"
             "item1.EMAIL;TYPE=INTERNET;TYPE=pref:dana@example.com\r\n"
             "EMAIL;TYPE=\"home:office\":d@example.org\r\n"
             "TEL;TYPE=CELL:+972-50-555-0101\r\n"
             "TEL:*6123\r\n"
             "TEL:ask Ruth\r\n"
             "CATEGORIES:vip,myContacts,two\\, words\r\n"
             "ADR;TYPE=HOME:;;1 Example St.;Haifa;;;Israel\r\n"
             "BDAY:1985-04-12\r\n"
             "NOTE:first\\nsecond\r\n"
             "UID:urn:uuid:4fbe8971\r\n"
             "LANG:he\r\n"
             "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg==\r\n"
             "X-ABDATE:1") == Said{{"key", "4fbe8971"},
                                   {"name", "Dr. Dana Ruth Example"},
                                   {"org", "Example, Ltd., Sales"},
                                   {"lang", "he"},
                                   {"emails", R"(["dana@example.com","d@example.org"])"},
                                   {"phones", R"(["+972-50-555-0101","*6123"])"},
                                   {"tags", R"(["vip","two words"])"},
                                   {"fields.birthday", "1985-04-12"},
                                   {"fields.address", "1 Example St., Haifa, Israel"},
                                   {"fields.note", "first\nsecond"},
                                   {"fields.nickname", "dana\nDani E."},
                                   {"fields.phone", "ask Ruth"}});
}

TEST_CASE("a card of vCard 2.1 in quoted-printable, over several lines") {
  CHECK(said("VERSION:2.1\r\n"
             "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D7=9B=D7=94=D7=9F;=D7=93=D7=\r\n"
             "=A0=D7=94;;;\r\n"
             "TEL;CELL;PREF:050-555-0101\r\n"
             "NOTE;QUOTED-PRINTABLE:1 =3D 1 = a") ==
        Said{{"name", "דנה כהן"}, {"phones", R"(["050-555-0101"])"}, {"fields.note", "1 = 1 = a"}});
}

TEST_CASE("a card says in which letters it is written") {
  CHECK(said("VERSION:2.1\r\n"
             "FN;CHARSET=windows-1255;ENCODING=QUOTED-PRINTABLE:=E3=F0=E4\r\n"
             "ORG;CHARSET=ISO-8859-8:\xF9\r\n"
             "NOTE;CHARSET=windows-1255:ש") ==
        Said{{"name", "דנה"}, {"org", "ש"}, {"fields.note", "ש"}});
}

TEST_CASE("a card that can't be taken is kept as it came") {
  const std::string first = "BEGIN:VCARD\r\nFN:a\r\n b\r\nEND:VCARD\r\n";
  const std::string second =
      "\nBEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:a=\nb\nFN:\xF9\xEC\xE5\xED\nEND:VCARD";
  const WholeFile file =
      whole_file(first + second, {.format = InputFormat::vcf, .columns = {}, .keep_raw = true}, 3);
  REQUIRE(file.rows.size() == 2);
  CHECK(file.rows[0].raw == first);
  CHECK(file.rows[1].raw == second);
  CHECK(file.rows[1].hint == "it looks like windows-1255: add --encoding windows-1255");
}

TEST_CASE("a card of vCard 4.0 with addresses for values") {
  CHECK(said("VERSION:4.0\nFN:Dana\nTEL;VALUE=uri:tel:+972-50-555-0101;ext=7\n"
             "EMAIL:mailto:dana@example.com\nUID:8E2B:ABPerson") ==
        Said{{"key", "8E2B"},
             {"name", "Dana"},
             {"emails", R"(["dana@example.com"])"},
             {"phones", R"(["+972-50-555-0101"])"}});
}

TEST_CASE("a card without FN is called by what it has") {
  CHECK(said("ORG:Example Ltd.\nTEL:03-555-0101")["name"] == "Example Ltd.");
  CHECK(said("TEL:03-555-0101")["name"] == "03-555-0101");
  CHECK(said("FN:\nN:Example;;;;")["name"] == "Example");
  CHECK(said("NOTE:nobody")["name"].empty());
}

TEST_CASE("a nickname is a handle on cards of kept alone") {
  Said ours = said("UID:kept-1f6c77aa:C1\nFN:Dana\nNICKNAME:Dani E.,dana,dan");
  CHECK(ours["handle"] == "dana");
  CHECK(ours["fields.nickname"] == "Dani E.\ndan");
  for (const char* uid : {"", "UID:1f6c\n"}) {
    Said theirs = said(uid + std::string("FN:Dana\nNICKNAME:dana"));
    CHECK(theirs["handle"].empty());
    CHECK(theirs["fields.nickname"] == "dana");
  }
}

TEST_CASE("folded lines, newlines of all kinds and pieces of any size are the same card") {
  const std::string text =
      "\xEF\xBB\xBF"
      "BEGIN:VCARD\r\nFN:Da\r\n na \r\n \xD7\r\n \xA9\r\nEND:VCARD\r\n\r\n"
      "begin:vcard\nfn:Ruth\nend:vcard\n";
  const WholeFile whole = cards(text);
  REQUIRE(whole.rows.size() == 2);
  CHECK(said_in(whole, 0) == Said{{"name", "Dana ש"}});
  CHECK(said_in(whole, 1) == Said{{"name", "Ruth"}});
  CHECK(whole.rows[1].line == 8);
  for (const std::size_t size : {1U, 2U, 7U}) CHECK(cards(text, size) == whole);
}

TEST_CASE("the card of an agent is somebody else's") {
  CHECK(said("FN:Dana\nAGENT:\nBEGIN:VCARD\nFN:Ruth\nEMAIL:ruth@example.com\nEND:VCARD\n"
             "TEL:03-555-0101") == Said{{"name", "Dana"}, {"phones", R"(["03-555-0101"])"}});
}

TEST_CASE("what is no card is a problem that says so") {
  CHECK(problem_of("name,email\n") == "1: the file does not begin with BEGIN:VCARD");
  CHECK(problem_of("\xFF\xFE"
                   "B") == "1: the file is UTF-16");
  CHECK(problem_of("") == "no row");
  CHECK(problem_of("BEGIN:VCARD\nFN:Dana\n") == "the card that begins here has no END:VCARD");
  CHECK(problem_of("BEGIN:VCARD\nFN:a\nEND:VCARD\nTEL:1\n") ==
        "there is text outside of a card, which begins with BEGIN:VCARD");
  CHECK(problem_of("BEGIN:VCARD\nFN:\xE0\nEND:VCARD\n") == "column 'name' is not UTF-8");
  CHECK(problem_of("BEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:=00\nEND:VCARD\n") ==
        "column 'fields.note' holds a NUL byte");
}

TEST_CASE("a card or a line without end takes no memory without end") {
  const std::string line = "X-A:" + std::string(longest_row / 2, 'a') + "\n";
  const WholeFile file = cards("BEGIN:VCARD\nFN:a\n" + line + line + line +
                               "END:VCARD\nBEGIN:VCARD\nFN:b\nEND:VCARD\n");
  REQUIRE(file.rows.size() == 2);
  CHECK(file.rows[0].problem == "card is longer than 16 MiB");
  CHECK(file.rows[1].problem.empty());
  CHECK(problem_of("BEGIN:VCARD\nX:" + std::string(longest_row, 'a')) ==
        "2: a line is longer than 16777216 bytes");
}

TEST_CASE("what a card carries is read back") {
  CHECK(rc::check("cards of customers are read back", [] {
    std::vector<Customer> customers;
    const auto lines = *rc::gen::container<Values>(awkward_line());
    for (const std::string& line : lines) {
      Customer customer = customer_of(std::ssize(customers) + 1, line);
      customer.org = *awkward_line();
      customer.handle = "dana-" + std::to_string(customers.size());
      customer.lang = "he";
      customer.emails = {"a@example.com", "b@example.com"};
      customer.phones = {"050-555-0101"};
      customer.tags = {"vip"};
      customers.push_back(customer);
    }
    Report report = customers_report(customers);
    report.store = "kept-1";
    const std::string text = render(report, Format::vcf, {Zone::utc()});
    const WholeFile file = cards(text, *rc::gen::inRange<std::size_t>(1, 200));
    RC_ASSERT(file.rows.size() == customers.size());
    for (std::size_t i = 0; i < customers.size(); ++i) {
      RC_ASSERT(said_in(file, i) == (Said{{"key", "kept-1:" + shown(customers[i].id)},
                                          {"name", customers[i].name},
                                          {"handle", customers[i].handle},
                                          {"org", customers[i].org},
                                          {"lang", "he"},
                                          {"emails", R"(["a@example.com","b@example.com"])"},
                                          {"phones", R"(["050-555-0101"])"},
                                          {"tags", R"(["vip"])"}}));
    }
  }));
}
