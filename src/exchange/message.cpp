#include "kept/message.hpp"

#include <algorithm>
#include <array>

#include "exchange/mail_parts.hpp"
#include "kept/hash.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::size_t deepest = 16;
constexpr std::size_t most_parts = 1000;
constexpr std::size_t most_headers = 2000;
constexpr std::size_t longest_header = std::size_t{64} * 1024;

// ---- headers and bodies ----------------------------------------------------------------------

/// Takes the next line, without what ends it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The headers of a message or of a part, unfolded, and what follows them.
struct Part {
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string_view body;

  std::string_view header(std::string_view name) const {
    for (const auto& [each, value] : headers) {
      if (each == name) return value;
    }
    return {};
  }
};

Part read_part(std::string_view text) {
  Part part;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    const bool goes_on = line.front() == ' ' || line.front() == '\t';
    if (goes_on && !part.headers.empty()) {
      std::string& value = part.headers.back().second;
      if (value.size() < longest_header) value += line.substr(0, longest_header);
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == line.npos || part.headers.size() == most_headers) continue;
    part.headers.emplace_back(lower_ascii(without_space(line.substr(0, colon))),
                              line.substr(colon + 1, longest_header));
  }
  part.body = text;
  return part;
}

std::string body_of(const Part& part) {
  const std::string how = lower_ascii(without_space(part.header("content-transfer-encoding")));
  if (how == "base64") return from_base64(part.body);
  if (how == "quoted-printable") return from_quoted_printable(part.body, Quoted::body);
  return std::string(part.body);
}

/// The parts between the lines of a boundary.
std::vector<std::string_view> split_at(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> parts;
  const std::string mark = "--" + boundary;
  const char* begin = nullptr;
  while (!body.empty() && parts.size() < most_parts) {
    const char* const start = body.data();
    const std::string_view line = take_line(body);
    if (!line.starts_with(mark)) continue;
    const std::string_view after = without_space(line.substr(mark.size()));
    if (!after.empty() && after != "--") continue;  // a longer boundary
    if (begin != nullptr) parts.emplace_back(begin, static_cast<std::size_t>(start - begin));
    begin = body.data();
    if (after == "--") return parts;
  }
  // One that is never closed goes on to the end.
  if (begin != nullptr)
    parts.emplace_back(begin, static_cast<std::size_t>(body.data() + body.size() - begin));
  return parts;
}

// ---- what people read ------------------------------------------------------------------------

/// Lines with LF, without those that are empty at both ends.
std::string in_lines(std::string text) {
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_cr = text[i] == '\r';
    if (is_cr && i + 1 < text.size() && text[i + 1] == '\n') continue;
    lines += is_cr ? '\n' : text[i];
  }
  return trimmed(lines);
}

/// Whether people read a part where it stands. What is no type at all is text; so is, without a
/// name of a file, any text/ but those that programs read.
bool is_words(const HeaderValue& type, const HeaderValue& place) {
  constexpr std::array for_programs{"text/calendar", "text/csv",     "text/directory", "text/rtf",
                                    "text/vcard",    "text/x-vcard", "text/xml"};
  if (place.value == "attachment") return false;
  const bool is_known = type.value == "text/plain" || type.value == "text/html";
  if (is_known || type.value.find('/') == std::string::npos) return true;
  return type.value.starts_with("text/") && place.parameter("filename").empty() &&
         type.parameter("name").empty() &&
         std::find(for_programs.begin(), for_programs.end(), type.value) == for_programs.end();
}

struct Reading {
  std::string text = {};
  bool is_plain = false;
  std::vector<std::string> files = {};
};

class Reader {
 public:
  Reading read(const Part& part, std::size_t depth = 0) {
    if (++parts > most_parts || depth > deepest) return {};
    const HeaderValue type = read_header_value(part.header("content-type"));
    const HeaderValue place = read_header_value(part.header("content-disposition"));
    const std::string boundary = type.parameter("boundary");
    if (type.value.starts_with("multipart/")) {
      const auto pieces = split_at(part.body, boundary);
      // Without the lines between its parts it is one text.
      if (boundary.empty() || pieces.empty()) {
        return {.text = in_lines(mail_text(body_of(part), "")), .is_plain = true};
      }
      return read_several(pieces, type, depth);
    }
    if (!is_words(type, place)) return {.files = {single_spaced(name_of_file(part, type, place))}};
    const std::string text = mail_text(body_of(part), type.parameter("charset"));
    // text/x-amp-html, too, which some send beside it.
    if (type.value.ends_with("html")) return {.text = text_of_html(text)};
    return {.text = in_lines(text), .is_plain = true};
  }

 private:
  Reading read_several(const std::vector<std::string_view>& pieces, const HeaderValue& type,
                       std::size_t depth) {
    const bool is_choice = type.value == "multipart/alternative";
    Reading all;
    bool is_first = true;
    for (const std::string_view each : pieces) {
      const Part child = read_part(each);
      // A picture that only a page shows.
      const bool is_shown =
          type.value == "multipart/related" && !is_first && !child.header("content-id").empty();
      is_first = false;
      if (is_shown) continue;
      Reading read_child = read(child, depth + 1);
      all.files.insert(all.files.end(), read_child.files.begin(), read_child.files.end());
      if (read_child.text.empty()) continue;
      if (!is_choice && !all.text.empty()) {
        all.text += "\n\n" + read_child.text;
      } else if (all.text.empty() || (read_child.is_plain && !all.is_plain)) {
        all.text = std::move(read_child.text);
        all.is_plain = read_child.is_plain;
      }
    }
    return all;
  }

  static std::string name_of_file(const Part& part, const HeaderValue& type,
                                  const HeaderValue& place) {
    std::string name = place.parameter("filename");
    if (name.empty()) name = type.parameter("name");
    if (name.empty() && type.value == "message/rfc822") {
      name = header_text(read_part(part.body).header("subject"));
    }
    return name.empty() ? header_text(type.value) : name;
  }

  std::size_t parts = 0;
};

std::uint64_t hash_of_what_is_said(const Part& part, const MailMessage& message) {
  std::uint64_t hash = start_of_hash;
  for (const std::string_view name : {"from", "to", "date", "subject"}) {
    hash = hash_of(part.header(name), hash_of(name, hash));
  }
  return hash_of(message.text, hash);
}

// ---- threads ---------------------------------------------------------------------------------

/// Characters that no eye sees, which some mailers put around a line of Hebrew.
constexpr std::array<std::string_view, 7> marks{"\u200e", "\u200f", "\u202a", "\u202b",
                                                "\u202c", "\u2068", "\u2069"};

std::string_view without_marks(std::string_view text) {
  for (bool found = true; found;) {
    text = without_space(text);
    found = false;
    for (const std::string_view mark : marks) {
      const bool begins = text.starts_with(mark);
      if (begins) text.remove_prefix(mark.size());
      const bool ends = text.ends_with(mark);
      if (ends) text.remove_suffix(mark.size());
      found = found || begins || ends;
    }
  }
  return text;
}

/// The length of `Re:`, `RE[2]:` and their like at the beginning; 0: none.
std::size_t prefix_of(std::string_view subject) {
  constexpr std::array prefixes{"re", "fw", "fwd", "aw",    "wg",    "sv",
                                "tr", "rv", "השב", "תשובה", "הועבר", "מועבר"};
  for (const std::string_view prefix : prefixes) {
    if (lower_ascii(subject.substr(0, prefix.size())) != prefix) continue;
    std::size_t at = prefix.size();
    if (at < subject.size() && subject[at] == '[') at = subject.find(']', at);
    if (at != subject.npos && at < subject.size() && subject[at] == ']') ++at;
    if (at < subject.size() && subject[at] == ' ') ++at;
    if (at < subject.size() && subject[at] == ':') return at + 1;
  }
  return 0;
}

/// Where the line begins that ends before `end`.
std::size_t start_of_line(std::string_view text, std::size_t end) {
  const std::size_t newline = end == 0 ? text.npos : text.rfind('\n', end - 1);
  return newline == text.npos ? 0 : newline + 1;
}

/// `On Sunday Dana wrote:`, or its end.
bool says_who_wrote(std::string_view line) {
  if (!without_marks(line).ends_with(':')) return false;
  constexpr std::array words{"wrote", "writes", "כתב", "כתבה", "schrieb", "écrit", "@"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return line.find(word) != line.npos; });
}

}  // namespace

MailMessage read_message(std::string_view bytes) {
  constexpr std::string_view mark_of_utf_8 = "\xEF\xBB\xBF";
  bytes = bytes.substr(0, longest_message);
  if (bytes.starts_with(mark_of_utf_8)) bytes.remove_prefix(mark_of_utf_8.size());
  while (bytes.starts_with('\n') || bytes.starts_with('\r')) bytes.remove_prefix(1);
  if (bytes.starts_with("From ")) take_line(bytes);
  const Part part = read_part(bytes);
  MailMessage message;
  message.from = read_addresses(part.header("from"));
  message.reply_to = read_addresses(part.header("reply-to"));
  message.to = read_addresses(part.header("to"));
  for (MailAddress& each : read_addresses(part.header("cc"))) message.to.push_back(std::move(each));
  message.subject = header_text(part.header("subject"));
  const auto ids = read_message_ids(part.header("message-id"));
  if (!ids.empty()) message.id = ids.front();
  message.answers = read_message_ids(part.header("in-reply-to"));
  const auto references = read_message_ids(part.header("references"));
  message.answers.insert(message.answers.end(), references.rbegin(), references.rend());
  message.date = read_mail_date(part.header("date"));
  const std::string automatic = read_header_value(part.header("auto-submitted")).value;
  message.is_automatic = !automatic.empty() && automatic != "no";
  Reading reading = Reader().read(part);
  message.text = std::move(reading.text);
  message.files = std::move(reading.files);
  if (message.id.empty()) message.id = "said-" + in_hex(hash_of_what_is_said(part, message));
  return message;
}

std::string subject_of_thread(std::string_view subject) {
  subject = without_marks(subject);
  while (const std::size_t size = prefix_of(subject)) {
    subject = without_marks(subject.substr(size));
  }
  return std::string(subject);
}

std::string without_quoted_end(std::string_view text) {
  for (const std::string_view mark : {"-----Original Message-----", "-----הודעה מקורית-----"}) {
    const std::size_t at = text.find(mark);
    const bool begins_line = at == 0 || (at != text.npos && text[at - 1] == '\n');
    if (begins_line) text = text.substr(0, at);
  }
  std::size_t end = text.size();
  bool any_quoted = false;
  while (end > 0) {
    const std::size_t start = start_of_line(text, end);
    const std::string_view line = without_space(text.substr(start, end - start));
    if (!line.empty() && !line.starts_with('>')) break;
    any_quoted = any_quoted || !line.empty();
    end = start == 0 ? 0 : start - 1;
  }
  if (!any_quoted) return trimmed(text);
  std::size_t start = start_of_line(text, end);
  if (!says_who_wrote(without_space(text.substr(start, end - start))))
    return trimmed(text.substr(0, end));
  const auto begins_it = [](std::string_view each) {
    each = without_marks(each);
    return each.starts_with("On ") || each.starts_with("בתאריך ") || each.starts_with("ביום ");
  };
  // It may be broken over lines, of which the first alone says when; none of them is empty.
  constexpr int most_lines = 3;
  std::size_t first = start;
  for (int lines = 1; lines < most_lines && first > 0 && !begins_it(text.substr(first)); ++lines) {
    const std::size_t before = start_of_line(text, first - 1);
    if (without_space(text.substr(before, first - before)).empty()) break;
    first = before;
  }
  if (begins_it(text.substr(first))) start = first;
  return trimmed(text.substr(0, start));
}

}  // namespace kept
