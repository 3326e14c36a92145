#include "render/mail.hpp"

#include <array>
#include <doctest/doctest.h>
#include <map>
#include <rapidcheck.h>

#include "kept/text.hpp"

using namespace kept;
using namespace std::chrono_literals;

namespace {

const Instant moment{std::chrono::sys_days(std::chrono::year(2026) / 3 / 26) + 6h + 30min + 5s};
const Day thursday{std::chrono::year(2026) / 3 / 26};

std::vector<mail::Mailbox> mailboxes(std::string_view typed) {
  const auto read = mail::read_mailboxes(typed);
  REQUIRE_MESSAGE(std::holds_alternative<std::vector<mail::Mailbox>>(read),
                  std::get<mail::Problem>(read).reason);
  return std::get<0>(read);
}

std::string reason_against(std::string_view typed) {
  const auto read = mail::read_mailboxes(typed);
  const auto* problem = std::get_if<mail::Problem>(&read);
  return problem ? problem->reason : "";
}

mail::Letter letter(std::string subject, std::string body, std::string_view to = "you@example.com",
                    std::string_view from = "dana@example.com") {
  return {mailboxes(from).front(), mailboxes(to), std::move(subject), std::move(body), moment};
}

std::string message(const mail::Letter& letter) {
  return mail::message(letter, Zone::named("Asia/Jerusalem").value());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines{""};
  for (const char c : text) {
    if (c == '\n') lines.emplace_back();
    if (c != '\n') lines.back() += c;
  }
  return lines;
}

/// A message taken apart by other code than that which wrote it: headers unfolded, by name.
struct Parts {
  std::vector<std::string> names;
  std::map<std::string, std::string> headers;
  std::string body;
};

Parts parts_of(const std::string& message) {
  const std::size_t end = message.find("\n\n");
  REQUIRE(end != std::string::npos);
  Parts parts;
  parts.body = message.substr(end + 2);
  for (const std::string& line : lines_of(message.substr(0, end))) {
    if (line.starts_with(' ')) {
      REQUIRE_FALSE(parts.names.empty());
      parts.headers[parts.names.back()] += line;
      continue;
    }
    const std::size_t colon = line.find(": ");
    REQUIRE_MESSAGE(colon != std::string::npos, line);
    parts.names.push_back(line.substr(0, colon));
    CHECK_FALSE(parts.headers.contains(parts.names.back()));
    parts.headers[parts.names.back()] = line.substr(colon + 2);
  }
  return parts;
}

std::string from_base64(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    unsigned value = 64;
    if (c >= 'A' && c <= 'Z') value = static_cast<unsigned>(c - 'A');
    if (c >= 'a' && c <= 'z') value = static_cast<unsigned>(c - 'a') + 26;
    if (c >= '0' && c <= '9') value = static_cast<unsigned>(c - '0') + 52;
    if (c == '+') value = 62;
    if (c == '/') value = 63;
    if (value == 64) continue;
    bits = (bits << 6 | value) & 0xFFFFFF;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

std::string from_quoted_printable(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      bytes += text[i];
    } else if (text[i + 1] == '\n') {
      ++i;
    } else {
      bytes += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    }
  }
  return bytes;
}

std::string without_crlf(std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!text.substr(i).starts_with("\r\n")) all += text[i];
    if (text.substr(i).starts_with("\r\n")) all += text[++i];
  }
  return all;
}

std::string decoded_body(const Parts& parts) {
  const std::string& encoding = parts.headers.at("Content-Transfer-Encoding");
  if (encoding == "base64") return without_crlf(from_base64(parts.body));
  if (encoding == "quoted-printable") return from_quoted_printable(parts.body);
  CHECK(encoding == "7bit");
  return parts.body;
}

/// The encoded words of an unfolded header; what is between two of them is left out.
std::string decoded(const std::string& header) {
  constexpr std::string_view begin = "=?UTF-8?B?";
  std::string text;
  std::size_t at = 0;
  for (std::size_t word; (word = header.find(begin, at)) != std::string::npos;) {
    if (header.substr(at, word - at) != " ") text += header.substr(at, word - at);
    const std::size_t end = header.find("?=", word);
    REQUIRE(end != std::string::npos);
    text += from_base64(header.substr(word + begin.size(), end - word - begin.size()));
    at = end + 2;
  }
  return text + header.substr(at);
}

/// Text that has all that is hard to carry, but is UTF-8.
std::string any_text() {
  constexpr std::array<std::string_view, 24> pieces{"a",
                                                    "Z",
                                                    " ",
                                                    "=",
                                                    "?",
                                                    "=?",
                                                    ".",
                                                    "\n",
                                                    "\n",
                                                    "From ",
                                                    "\r",
                                                    "\r\n",
                                                    "\t",
                                                    std::string_view("\0", 1),
                                                    "\x1b",
                                                    "\"",
                                                    "דנה",
                                                    "לשלוח ",
                                                    "נֹעָה",
                                                    "…",
                                                    "👩‍👩‍👧",
                                                    "\u2028",
                                                    "_",
                                                    "longer words "};
  std::string text;
  const auto picks = *rc::gen::container<std::vector<std::size_t>>(
      rc::gen::inRange<std::size_t>(0, pieces.size()));
  for (const std::size_t pick : picks) {
    text += pieces[pick];
    if (pick == pieces.size() - 1) {
      for (int i = *rc::gen::inRange(0, 300); i > 0; --i) text += pieces[pick];
    }
  }
  return text;
}

}  // namespace

TEST_CASE("a message has all that a mail program wants of it, once") {
  const std::string text = message(letter("kept: 2 overdue", "ID  TEXT\nP1  call\n"));
  CHECK(text ==
        "From: dana@example.com\n"
        "To: you@example.com\n"
        "Date: Thu, 26 Mar 2026 08:30:05 +0200\n"
        "Message-ID: <kept.1774506605.651dfeffbf145e31@example.com>\n"
        "Subject: kept: 2 overdue\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 7bit\n"
        "Auto-Submitted: auto-generated\n"
        "\n"
        "ID  TEXT\nP1  call\n");
}

TEST_CASE("the Message-ID is the message's own: another time, text or receiver has another") {
  const auto id = [](const mail::Letter& each) {
    return parts_of(message(each)).headers.at("Message-ID");
  };
  const mail::Letter first = letter("s", "body\n");
  CHECK(id(first) == id(first));
  mail::Letter later = first;
  later.sent += 1s;
  CHECK(id(later) != id(first));
  CHECK(id(letter("s", "Body\n")) != id(first));
  CHECK(id(letter("S", "body\n")) != id(first));
  CHECK(id(letter("s", "body\n", "noa@example.com")) != id(first));
  CHECK(id(letter("s", "body\n", "a@example.com", "a@b.example.org")).ends_with("@b.example.org>"));
}

TEST_CASE("dates are of the zone, west and east of Greenwich") {
  const auto date = [](const char* zone) {
    return parts_of(mail::message(letter("s", "b\n"), Zone::named(zone).value()))
        .headers.at("Date");
  };
  CHECK(date("UTC") == "Thu, 26 Mar 2026 06:30:05 +0000");
  CHECK(date("America/St_Johns") == "Thu, 26 Mar 2026 04:00:05 -0230");
  CHECK(date("Asia/Kolkata") == "Thu, 26 Mar 2026 12:00:05 +0530");
  CHECK(date("Pacific/Honolulu") == "Wed, 25 Mar 2026 20:30:05 -1000");
}

TEST_CASE("the body's encoding is the one that is fit and short") {
  const auto encoding = [](const std::string& body) {
    return parts_of(message(letter("s", body))).headers.at("Content-Transfer-Encoding");
  };
  CHECK(encoding("plain\n") == "7bit");
  CHECK(encoding("") == "7bit");
  CHECK(encoding(std::string(78, 'x') + "\n") == "7bit");
  CHECK(encoding(std::string(79, 'x') + "\n") == "quoted-printable");
  CHECK(encoding("no end of the line") == "quoted-printable");
  CHECK(encoding("a text that is elided…\n") == "quoted-printable");
  CHECK(encoding("דנה דוגמה, לשלוח הצעת מחיר\n") == "base64");
}

TEST_CASE("quoted-printable keeps lines, joins long ones, and loses no white space") {
  CHECK(mail::quoted_printable("a=b\n") == "a=3Db\n");
  CHECK(mail::quoted_printable("…\n") == "=E2=80=A6\n");
  CHECK(mail::quoted_printable("end \nb\t\n") == "end=20\nb=09\n");
  CHECK(mail::quoted_printable("cr\r\n") == "cr=0D\n");
  CHECK(mail::quoted_printable(std::string(76, 'x') + "\n") == std::string(76, 'x') + "\n");
  CHECK(mail::quoted_printable(std::string(77, 'x') + "\n") == std::string(75, 'x') + "=\nxx\n");
  CHECK(mail::quoted_printable("open") == "open=\n");
  CHECK(mail::quoted_printable("\n\n") == "\n\n");
}

TEST_CASE("base64 is that of RFC 4648") {
  CHECK(mail::base64("") == "");
  CHECK(mail::base64("f") == "Zg==\n");
  CHECK(mail::base64("fo") == "Zm8=\n");
  CHECK(mail::base64("foo") == "Zm9v\n");
  CHECK(mail::base64("foobar") == "Zm9vYmFy\n");
  CHECK(mail::base64(std::string(58, '\xff')) == std::string(76, '/') + "\n/w==\n");
}

TEST_CASE("any text arrives as it was, in lines that every relay takes") {
  CHECK(rc::check([] {
    const std::string body = any_text();
    const std::string subject = 's' + any_text();
    const std::string text = message(letter(subject, body));
    const Parts parts = parts_of(text);
    RC_ASSERT(decoded_body(parts) == body);
    RC_ASSERT(decoded(parts.headers.at("Subject")) == subject);
    RC_ASSERT(parts.names.size() == 9U);
    for (const char c : text) RC_ASSERT(c == '\n' || (c >= ' ' && c < '\x7f'));
    for (const std::string& line : lines_of(text)) RC_ASSERT(line.size() <= 78U);
  }));
}

TEST_CASE("a long subject is folded, in Hebrew and emoji between characters") {
  std::string plain;
  for (int i = 0; i < 40; ++i) plain += i == 0 ? "word" : " word";
  std::string hebrew;
  for (int i = 0; i < 60; ++i) hebrew += "נֹעָה 👩‍👩‍👧 ";
  for (const std::string& subject :
       {plain, hebrew, std::string(500, 'x'), std::string("=?UTF-8?B?eA==?="),
        std::string(" edge "), std::string("two  spaces")}) {
    CAPTURE(subject);
    const std::string text = message(letter(subject, "b\n"));
    CHECK(decoded(parts_of(text).headers.at("Subject")) == subject);
    for (const std::string& line : lines_of(text)) {
      CHECK(line.size() <= 76);
      CHECK(line.find_last_not_of(' ') + 1 == line.size());
    }
  }
  CHECK(parts_of(message(letter(plain, "b\n"))).headers.at("Subject") == plain);
  CHECK(mail::encoded_words("דנה דוגמה").size() == 1);
  CHECK(decoded(mail::encoded_words(std::string(30, 'x') + " yyyyyyyyyyyy").front()) ==
        std::string(30, 'x') + ' ');
  for (const std::string& word : mail::encoded_words(hebrew)) {
    CHECK(word.size() <= 64);
    CHECK(is_utf8(from_base64(word.substr(10, word.size() - 12))));
  }
}

TEST_CASE("addresses come alone, with a name, and several") {
  using Boxes = std::vector<mail::Mailbox>;
  CHECK(mailboxes("dana@example.com") == Boxes{{"", "dana@example.com"}});
  CHECK(mailboxes(" root@localhost ") == Boxes{{"", "root@localhost"}});
  CHECK(mailboxes("a.b+c@x-1.example.org") == Boxes{{"", "a.b+c@x-1.example.org"}});
  CHECK(mailboxes("<dana@example.com>") == Boxes{{"", "dana@example.com"}});
  CHECK(mailboxes("Dana Example <dana@example.com>, b@example.com") ==
        Boxes{{"Dana Example", "dana@example.com"}, {"", "b@example.com"}});
  CHECK(mailboxes("\"Example, Dana\" <dana@example.com>") ==
        Boxes{{"Example, Dana", "dana@example.com"}});
  CHECK(mailboxes(R"("a \"b\" \\" <dana@example.com>)") ==
        Boxes{{"a \"b\" \\", "dana@example.com"}});
  CHECK(mailboxes("עו\"ד דוגמה <dana@example.com>,b@example.com") ==
        Boxes{{"עו\"ד דוגמה", "dana@example.com"}, {"", "b@example.com"}});
}

TEST_CASE("what is no address is refused") {
  for (const char* typed : {"",
                            "dana",
                            "@example.com",
                            "dana@",
                            "a@b@example.com",
                            "a b@example.com",
                            "a..b@example.com",
                            ".a@example.com",
                            "a@example..com",
                            "a@-x.com",
                            "a@x-.com",
                            "דנה@example.com",
                            "a@דוגמה.com",
                            "<dana@example.com",
                            "dana@example.com>",
                            "<>",
                            "Dana <>",
                            "Dana dana@example.com",
                            "Dana <dana@example.com> x",
                            "a;b@example.com",
                            "\"open <dana@example.com"}) {
    CAPTURE(typed);
    CHECK(reason_against(typed) == "is no mail address");
  }
  CHECK(reason_against(std::string(65, 'a') + "@example.com") == "is no mail address");
  CHECK(reason_against("a@" + std::string(64, 'b') + ".com") == "is no mail address");
  CHECK(reason_against("a@example.com,,b@example.com") == "has '' in it, which is no mail address");
  CHECK(reason_against("a@example.com, bo") == "has 'bo' in it, which is no mail address");
}

TEST_CASE("nothing that is typed begins a header") {
  for (const std::string& break_of_line :
       {std::string("\n"), std::string("\r"), std::string("\r\n"), std::string("\0", 1),
        std::string("\x0b"), std::string("\x0c"), std::string("\u0085"), std::string("\u2028"),
        std::string("\u2029"), std::string("\x7f"), std::string("\t")}) {
    CAPTURE(escape(break_of_line));
    const std::string evil = "x" + break_of_line + "Bcc: evil@example.com";
    CHECK(reason_against("a@example.com" + break_of_line + "Bcc: evil@example.com") ==
          "holds a line break or another control character");
    CHECK(reason_against(evil + " <a@example.com>") ==
          "holds a line break or another control character");
    CHECK(reason_against("\"" + evil + "\" <a@example.com>") ==
          "holds a line break or another control character");
    CHECK(std::holds_alternative<mail::Problem>(mail::read_subject(evil, {})));

    // Nor would it, were it not refused.
    mail::Letter sent = letter(evil, "b\n");
    sent.from.name = sent.to.front().name = evil;
    const Parts parts = parts_of(message(sent));
    CHECK(parts.names.size() == 9);
    CHECK(decoded(parts.headers.at("From")) == evil + " <dana@example.com>");
  }
}

TEST_CASE("names are written so that they are read as names") {
  const auto to = [](std::string_view typed) {
    return parts_of(message(letter("s", "b\n", typed))).headers.at("To");
  };
  CHECK(to("Dana Example <dana@example.com>") == "Dana Example <dana@example.com>");
  CHECK(to("Dana E. Example <dana@example.com>") == "\"Dana E. Example\" <dana@example.com>");
  CHECK(to("\"Example, \\\"D\\\"\" <dana@example.com>") ==
        "\"Example, \\\"D\\\"\" <dana@example.com>");
  CHECK(to("דנה <dana@example.com>") == "=?UTF-8?B?15PXoNeU?= <dana@example.com>");
  const std::string longest = std::string(64, 'a') + "@" + std::string(63, 'b') + "." +
                              std::string(63, 'c') + ".example.com";
  CHECK(to(longest + "," + longest) == longest + ", " + longest);
  std::string name;
  for (int i = 0; i < 30; ++i) name += "דנה ";
  const std::string text = message(letter("s", "b\n", name + "<dana@example.com>, b@example.com"));
  CHECK(decoded(parts_of(text).headers.at("To")) ==
        trimmed(name) + " <dana@example.com>, b@example.com");
  for (const std::string& line : lines_of(text)) CHECK(line.size() <= 76);
}

TEST_CASE("a subject says how many of what, and when") {
  const auto subject = [](std::string_view written) {
    const auto read = mail::read_subject(written, {3, "overdue", thursday});
    const auto* problem = std::get_if<mail::Problem>(&read);
    return problem ? "! " + problem->reason : std::get<std::string>(read);
  };
  CHECK(subject("kept: {count} {what}, {date}") == "kept: 3 overdue, Thu 2026-03-26");
  CHECK(subject("{count}{count} באיחור }") == "33 באיחור }");
  CHECK(subject("plain") == "plain");
  for (const char* wrong : {"{who}", "{count", "{", "{}", "{ count }", "{{count}}"}) {
    CAPTURE(wrong);
    CHECK(subject(wrong) == "! has a name in braces that is not known");
  }
  CHECK(subject(" ") == "! is empty");
  CHECK(subject("") == "! is empty");
}
