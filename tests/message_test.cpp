#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "exchange/mail_parts.hpp"
#include "kept/text.hpp"

namespace kept {
namespace {

using Addresses = std::vector<MailAddress>;

std::int64_t seconds(std::string_view date) {
  const auto read = read_mail_date(date);
  return read ? read->time_since_epoch().count() : -1;
}

}  // namespace

TEST_CASE("addresses, with the names that stand beside them") {
  CHECK(read_addresses("Dana Example <dana@example.com>") ==
        Addresses{{"Dana Example", "dana@example.com"}});
  CHECK(read_addresses("dana@example.com (Dana (D) Example)") ==
        Addresses{{"Dana (D) Example", "dana@example.com"}});
  CHECK(read_addresses(R"("Example, \"D\"" <d@example.com>, b@example.com)") ==
        Addresses{{"Example, \"D\"", "d@example.com"}, {"", "b@example.com"}});
  CHECK(read_addresses("friends: a@example.com, B <b@example.com>;") ==
        Addresses{{"", "a@example.com"}, {"B", "b@example.com"}});
  CHECK(read_addresses("=?utf-8?Q?a=2C_b?= <a@example.com>") ==
        Addresses{{"a, b", "a@example.com"}});
  CHECK(read_addresses("nobody, <>, (a@b)").empty());
}

TEST_CASE("dates as mails have them") {
  CHECK(seconds("Tue, 24 Mar 2026 10:15:00 +0200") == 1774340100);
  CHECK(seconds("24 Mar 2026 08:15:00 GMT (a comment)") == 1774340100);
  CHECK(seconds("24 mar 26 03:15 EST") == 1774340100);
  CHECK(seconds("Tue, 24 Mar 2026 10:15:00 +02:00") == 1774340100);
  CHECK(seconds("Tue, 24 Mar 2026 10:15:00 GMT+0200") == 1774340100);
  CHECK(seconds("Tue, 24 Mar 2026 03:15:00 UTC-05:00") == 1774340100);
  for (const char* none : {"", "tomorrow", "Tue, 31 Feb 2026 10:15:00 +0200", "Tue, 24 Mar 2026",
                           "24 Mar 2026 25:00:00 +0000"}) {
    CAPTURE(none);
    CHECK(seconds(none) == -1);
  }
}

TEST_CASE("encoded words") {
  CHECK(header_text("=?windows-1255?Q?=F9=EC=E5=ED?= you") == "שלום you");
  CHECK(header_text("=?utf-8?B?15s=?= =?utf-8?B?1w==?=\n =?utf-8?b?mg==?=") == "כך");
  CHECK(header_text("a =?utf-8*he?Q?b_c?= =?x?Y?z?= =?utf-8?Q?open") ==
        "a b c =?x?Y?z?= =?utf-8?Q?open");
  CHECK(header_text("\xF9\xEC\xE5\xED") == "שלום");
}

TEST_CASE("values and their parameters") {
  const HeaderValue value = read_header_value(
      "Application/PDF; name*1=\"b.pdf\"; name*0*=UTF-8''%D7%A9; title*=utf-8'en'%e2%82%ac;"
      " boundary=\"a;b\" (c)");
  CHECK(value.value == "application/pdf");
  CHECK(value.parameter("name") == "שb.pdf");
  CHECK(value.parameter("title") == "€");
  CHECK(value.parameter("boundary") == "a;b");
  CHECK(value.parameter("charset").empty());
}

TEST_CASE("the subject of a thread") {
  for (const char* subject : {"Logo", "Re: Logo", "RE: Fwd: re[2]: Logo", "\u200fהשב: Logo",
                              "הועבר: Re : Logo", "AW: Logo"}) {
    CAPTURE(subject);
    CHECK(subject_of_thread(subject) == "Logo");
  }
  CHECK(subject_of_thread("Re: ").empty());
  CHECK(subject_of_thread("Regarding: Logo") == "Regarding: Logo");
}

TEST_CASE("the end of a mail that only quotes") {
  CHECK(without_quoted_end("Yes.\n\nOn Tue, Dana wrote:\n> When?\n> Dana\n\n") == "Yes.");
  CHECK(without_quoted_end(
            "Yes.\n\nOn Tue, 24 Mar 2026 at 10:15, Dana\n<d@example.com> wrote:\n> x") == "Yes.");
  CHECK(without_quoted_end("כן.\nבסדר.\nבתאריך יום ג׳ דנה כתבה:\n> מתי?") == "כן.\nבסדר.");
  CHECK(without_quoted_end(
            "Yes.\n\nOn Tue, 24 Mar 2026 at 10:15, Dana\n<d@example.com>\nwrote:\n> x") == "Yes.");
  // As Gmail writes it in Hebrew, with marks of direction.
  CHECK(without_quoted_end(
            "כן.\n\n\u202bבתאריך יום ג׳, 24 במרץ 2026 ב-10:15 מאת \u202aDana\u202c\u200f <\n"
            "\u202ad@example.com\u202c\u200f>:\u202c\n\n> מתי?\n") == "כן.");
  CHECK(without_quoted_end("On Monday.\n\nDana wrote:\n> When?") == "On Monday.");
  CHECK(without_quoted_end("> When?\nTomorrow.") == "> When?\nTomorrow.");
  CHECK(without_quoted_end("Yes.\n-----Original Message-----\nFrom: x") == "Yes.");
  CHECK(without_quoted_end("My list:\n> a") == "My list:");
  CHECK(without_quoted_end("> all").empty());
}

TEST_CASE("the text of a page") {
  CHECK(text_of_html("<html><head><meta charset=utf-8><title>no</title><body>Hello") == "Hello");
  CHECK(text_of_html("<script>for (i=0;i<n;i++) {}</script><p>Hello</p>") == "Hello");
  CHECK(text_of_html("<title/><STYLE>/* a<b */</Style>Hello") == "Hello");
  CHECK(text_of_html("Hello<script>never </s closed") == "Hello");
}

TEST_CASE("no words of a mail are lost, however it is broken") {
  for (const char* type :
       {"text/plain charset=utf-8", "text/markdown", "text", "nonsense", "", "text/x-amp-html",
        "multipart/mixed; boundary=b", "multipart/mixed", "multipart/alternative; boundary=\"\""}) {
    CAPTURE(type);
    const MailMessage message = read_message(
        "\xEF\xBB\xBF"
        "From: dana@example.com\nContent-Type: " +
        std::string(type) + "\n\nHello there\n");
    CHECK(message.from == Addresses{{"", "dana@example.com"}});
    CHECK(message.text == "Hello there");
    CHECK(message.files.empty());
  }
  const MailMessage invitation = read_message("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n");
  CHECK(invitation.text.empty());
  CHECK(invitation.files == std::vector<std::string>{"text/calendar"});
}

TEST_CASE("whatever comes in, what is read of it is text") {
  const auto piece = rc::gen::element<std::string>(
      "From: a@b.c\n", "Subject: =?utf-8?Q?", "=?windows-1255?B?+ew=?=", "\n\n", "--b\n", "--b--\n",
      "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: text/html; charset=x\n",
      "Content-Transfer-Encoding: base64\n", "<a", "&#x5d0;", "<script>", "=\n", "=D7", "\xD7",
      "\0");
  const bool holds = rc::check("any message", [&] {
    std::string bytes;
    for (const std::string& each : *rc::gen::container<std::vector<std::string>>(piece)) {
      bytes += each + *rc::gen::arbitrary<std::string>();
    }
    const MailMessage message = read_message(bytes);
    for (const std::string& text : {message.subject, message.id, message.text}) {
      RC_ASSERT(is_utf8(text));
      RC_ASSERT(text.find('\0') == std::string::npos);
    }
    RC_ASSERT(!message.id.empty());
    RC_ASSERT(message.text == read_message(bytes).text);
  });
  CHECK(holds);
}

}  // namespace kept
