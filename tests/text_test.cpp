#include "kept/text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace kept;

namespace {

const std::string evil = "Dana\nP13 \x1b[2J\u202Etfarg\x7f\xff";

/// Texts of the code points that matter here, and any bytes between them.
rc::Gen<std::string> any_text() {
  const auto piece = rc::gen::oneOf(
      rc::gen::element<std::string>("ש", "ָ", "ׁ", "\uFB2A", "׳", "־", "a", "Z", " ", "\u00A0", "é",
                                    "e\u0301", "\u0323", "İ", "ß", "ﬁ", "\u200D", "👩", "\uFE0F",
                                    "🇮", "🇱", "1", "中", "\u202E", "\u2028", "\u0345", "…", "\n",
                                    "\u0600", "각", "\u1100", "\u1161", "\u0344", "\u1FB3"),
      rc::gen::map(rc::gen::arbitrary<char>(), [](char c) { return std::string(1, c); }));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& part : pieces) text += part;
                        return text;
                      });
}

std::optional<std::string> nearest_of(std::string_view typed, std::vector<std::string> names) {
  return nearest(typed, names);
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("valid UTF-8 is told from other bytes") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("a long line of plain ASCII, over eight bytes"));
  CHECK(is_utf8("שָׁלוֹם 中 👩‍👩‍👧"));
  CHECK(is_utf8(std::string("\0", 1)));
  CHECK_FALSE(is_utf8("plain ASCII and then \xff"));
  CHECK_FALSE(is_utf8("\xd7"));              // cut off
  CHECK_FALSE(is_utf8("\xc0\xaf"));          // overlong
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));      // a surrogate
  CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));  // beyond Unicode
  CHECK(repaired("a\xffש\xd7") == "a\uFFFDש\uFFFD");
}

TEST_CASE("folding makes equal what a reader takes for equal") {
  CHECK(fold("  Dana\t\n LEVI ") == "dana levi");
  CHECK(fold("שָׁלוֹם") == fold("שלום"));
  CHECK(fold("\uFB2Aלום") == "שלום");  // a precomposed letter with its point
  CHECK(fold("בְּרֵאשִׁ֖ית") == "בראשית");
  CHECK(fold("צ׳רלי") == "צ'רלי");
  CHECK(fold("עו״ד") == "עו\"ד");
  CHECK(fold("תל־אביב") == "תל-אביב");
  CHECK(fold("O’Brien") == "o'brien");
  CHECK(fold("Cafe\u0301") == fold("CAFÉ"));
  CHECK(fold("Straße") == "strasse");
  CHECK(fold("\u200Fדנה\u202C") == "דנה");
  CHECK(fold("a\u00A0\u2003b\u2028c") == "a b c");
  CHECK(fold("a\xff") == "a\uFFFD");
  CHECK(fold("דנה") != fold("דינה"));
  CHECK(fold(" \u00A0 ") == "");
}

TEST_CASE("words are runs of letters, digits and quotes inside them") {
  CHECK(words("send the logo, v2 (final)") == Strings{"send", "the", "logo", "v2", "final"});
  CHECK(words("עו\"ד צ'רלי 'logo' o'") == Strings{"עו\"ד", "צ'רלי", "logo", "o"});
  CHECK(words("a''b a-b") == Strings{"a", "b", "a", "b"});
  CHECK(words("नमस्ते 👍") == Strings{"नमस्ते"});
  CHECK(words(" \xff … ").empty());
}

TEST_CASE("phone numbers are compared by their digits") {
  CHECK(phone_digits("+972 (50) 123-4567") == "972501234567");
  CHECK(phone_digits("00972-50-123-4567") == "972501234567");
  CHECK(phone_digits("050-1234567") == "0501234567");
  CHECK(phone_digits("ext. ٣") == "");
}

TEST_CASE("a Hebrew prefix is dropped where a word is left") {
  CHECK(without_hebrew_prefix("הלוגו") == "לוגו");
  CHECK(without_hebrew_prefix("שדנה") == "דנה");
  CHECK(without_hebrew_prefix("וצ'רלי") == "צ'רלי");
  CHECK_FALSE(without_hebrew_prefix("לוג"));
  CHECK_FALSE(without_hebrew_prefix("וצ'ר"));  // a geresh is no letter
  CHECK_FALSE(without_hebrew_prefix("דנהלה"));
  CHECK_FALSE(without_hebrew_prefix(""));
}

TEST_CASE("trimming changes the ends and CRLF, and nothing else") {
  CHECK(trimmed(" \r\n\u00A0a  b\r\n\tc\rd \n") == "a  b\n\tc\rd");
  CHECK(trimmed("  ") == "");
  CHECK(trimmed("\xff ש ") == "\xff ש");
  CHECK(single_spaced(" a \n\u3000 b ") == "a b");
  CHECK(first_line("\n Send the logo \r\nby Thursday", 40) == "Send the logo");
  CHECK(first_line("Send the logo", 6) == "Send …");
}

TEST_CASE("width is counted in columns of a terminal") {
  CHECK(display_width("") == 0);
  CHECK(display_width("plain\x1b\n") == 5);
  CHECK(display_width("שָׁלוֹם") == 4);
  CHECK(display_width("\u202Aדנה\u202C") == 3);
  CHECK(display_width("\u2068דנה\u2069") == 3);
  CHECK(display_width("中文") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("👍") == 2);
  CHECK(display_width("👩\u200D👩\u200D👧") == 2);
  CHECK(display_width("👍🏽") == 2);
  CHECK(display_width("❤") == 1);
  CHECK(display_width("❤\uFE0F") == 2);
  CHECK(display_width("1\uFE0F\u20E3") == 2);
  CHECK(display_width("🇮🇱🇩🇪") == 4);
  CHECK(display_width("각") == 2);
  CHECK(display_width("\u1100\u1161\u11A8") == 2);
  CHECK(display_width("\xff\xfe") == 2);
}

TEST_CASE("eliding keeps within the columns and never cuts a cluster") {
  CHECK(elide("Dana Levi", 9) == "Dana Levi");
  CHECK(elide("Dana Levi", 8) == "Dana Le…");
  CHECK(elide("Dana", 1) == "…");
  CHECK(elide("Dana", 0) == "");
  CHECK(elide("", 0) == "");
  CHECK(elide("Dana", -1) == "");
  CHECK(elide("中文中文", 4) == "中…");
  CHECK(elide("שָׁלוֹם", 3) == "שָׁל…");
  CHECK(elide("👩\u200D👩\u200D👧👍👍", 4) == "👩\u200D👩\u200D👧…");
  CHECK(elide("👍👍", 2) == "…");
}

TEST_CASE("escaping leaves nothing that moves the cursor or reorders") {
  CHECK(escape("שָׁלוֹם 中 👩\u200D👧 \\n") == "שָׁלוֹם 中 👩\u200D👧 \\n");
  CHECK(escape(evil) == "Dana P13 \\x1b[2J\\u{202e}tfarg\\x7f\\xff");
  CHECK(escape("a\tb\nc", Lines::keep) == "a b\nc");
  CHECK(escape("\r\v") == "\\x0d\\x0b");
  CHECK(escape(std::string("\0", 1)) == "\\x00");
  CHECK(escape("\u0085\u061C\u200F\u2028\u2069") ==
        "\\u{0085}\\u{061c}\\u{200f}\\u{2028}\\u{2069}");
  CHECK(escape("\uFDD0\uFFFE\U0010FFFF") == "\\u{fdd0}\\u{fffe}\\u{10ffff}");
  CHECK(escape("\xed\xa0\x80") == "\\xed\\xa0\\x80");
}

TEST_CASE("what was typed is quoted safely and briefly") {
  CHECK(in_quotes("31/2") == "'31/2'");
  CHECK(in_quotes("a\x1b") == "'a\\x1b'");
  CHECK(display_width(in_quotes(std::string(1000, 'x'))) == 122);
}

TEST_CASE("right-to-left text is isolated") {
  CHECK(isolate("Dana") == "Dana");
  CHECK(isolate("é中👍") == "é中👍");
  CHECK(isolate("לוגו v2") == "\u2068לוגו v2\u2069");
  CHECK(isolate("مرحبا") == "\u2068مرحبا\u2069");
  CHECK_FALSE(has_right_to_left("\xff\xd7"));
  CHECK(without_isolates("P1  \u2068לוגו\u2069 \u2067x") == "P1  לוגו \u2067x");
}

TEST_CASE("the nearest candidate is at most two edits and a third away") {
  CHECK(nearest_of("overdeu", {"overview", "overdue"}) == "overdue");
  CHECK(nearest_of("LOG", {"loop", "log"}) == "log");
  CHECK(nearest_of("lgo", {"log"}) == "log");
  CHECK(nearest_of("promsie-keep", {"keep-promise", "promise-keep"}) == "promise-keep");
  CHECK(nearest_of("דינה", {"רונית", "דנה"}) == "דנה");
  CHECK(nearest_of("cat", {"bat", "hat"}) == "bat");
  CHECK_FALSE(nearest_of("ab", {"ac"}));
  CHECK_FALSE(nearest_of("lop", {"step"}));
  CHECK_FALSE(nearest_of("overdue", {"ovrd"}));
  CHECK_FALSE(nearest_of("overdue", {}));
}

TEST_CASE("laws of text hold for any bytes") {
  CHECK(rc::check("fold is idempotent and valid", [] {
    const std::string once = fold(*any_text());
    RC_ASSERT(is_utf8(once));
    RC_ASSERT(fold(once) == once);
  }));
  CHECK(rc::check("escape is idempotent, valid, and safe", [] {
    const std::string once = escape(*any_text());
    RC_ASSERT(is_utf8(once));
    RC_ASSERT(escape(once) == once);
    RC_ASSERT(once.find_first_of("\n\x1b") == std::string::npos);
  }));
  CHECK(rc::check("elided text fits, and short text is left alone", [] {
    const std::string text = *any_text();
    const int columns = *rc::gen::inRange(0, 30);
    const std::string elided = elide(text, columns);
    RC_ASSERT(display_width(elided) <= columns);
    if (display_width(text) <= columns) RC_ASSERT(elided == text);
  }));
}
