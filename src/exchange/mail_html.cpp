#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "exchange/mail_parts.hpp"
#include "kept/encoding.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array entities{
    Entity{"amp", "&"},      Entity{"apos", "'"},     Entity{"bdquo", "„"}, Entity{"bull", "•"},
    Entity{"copy", "©"},     Entity{"euro", "€"},     Entity{"gt", ">"},    Entity{"hellip", "…"},
    Entity{"laquo", "«"},    Entity{"ldquo", "“"},    Entity{"lrm", ""},    Entity{"lsquo", "‘"},
    Entity{"lt", "<"},       Entity{"mdash", "—"},    Entity{"nbsp", " "},  Entity{"ndash", "–"},
    Entity{"quot", "\""},    Entity{"raquo", "»"},    Entity{"rdquo", "”"}, Entity{"reg", "®"},
    Entity{"rlm", ""},       Entity{"rsquo", "’"},    Entity{"shy", ""},    Entity{"trade", "™"},
    Entity{"zwj", "\u200d"}, Entity{"zwnj", "\u200c"}};

constexpr std::array silent{"script", "style", "title"};
constexpr std::array blocks{"address", "article", "blockquote", "dd",    "div", "dl",
                            "dt",      "footer",  "h1",         "h2",    "h3",  "h4",
                            "h5",      "h6",      "header",     "hr",    "li",  "ol",
                            "p",       "pre",     "section",    "table", "tr",  "ul"};

template <class Names>
bool stands_in(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_letter(char32_t point) {
  return point >= 0x20 && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
}

bool begins_tag(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' || c == '?';
}

/// Collects the text of a page as its tags and words go by.
class Page {
 public:
  explicit Page(std::string_view html) : rest(html) {}

  std::string read() {
    while (!rest.empty()) {
      const char c = rest.front();
      if (c == '<') {
        take_tag();
      } else if (c == '&') {
        take_entity();
      } else {
        rest.remove_prefix(1);
        add(c);
      }
    }
    return trimmed(text);
  }

 private:
  void add(char c) {
    const bool is_space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_space) {
      text += c;
    } else if (!text.empty() && text.back() != ' ' && text.back() != '\n') {
      text += ' ';
    }
  }

  void end_line() {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (!text.empty() && !text.ends_with("\n\n")) text += '\n';
  }
  void begin_block() {
    if (!text.empty() && text.back() != '\n') end_line();
  }

  void take_tag() {
    if (rest.starts_with("<!--")) return take_up_to("-->");
    const bool is_tag = tags_end && rest.size() > 1 && begins_tag(rest[1]);
    const std::size_t end = is_tag ? rest.find('>') : rest.npos;
    if (end == rest.npos) {
      tags_end = tags_end && !is_tag;  // or a page of nothing but < is looked through each time
      rest.remove_prefix(1);
      return add('<');
    }
    std::string_view tag = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    const bool closes = tag.starts_with('/');
    if (closes) tag.remove_prefix(1);
    const std::string name = lower_ascii(tag.substr(0, tag.find_first_of(" \t\r\n/")));
    if (stands_in(silent, name)) {
      const bool is_empty = closes || tag.ends_with('/');
      if (!is_empty) skip_content_of(name);
    } else {
      act_on(name, closes);
    }
  }

  /// Up to the tag that closes it: in what is no text, a < begins no tag.
  void skip_content_of(const std::string& name) {
    for (std::size_t at = rest.find("</"); at != rest.npos; at = rest.find("</", at + 2)) {
      if (lower_ascii(rest.substr(at + 2, name.size())) == name) return rest.remove_prefix(at);
    }
    rest = {};
  }

  void act_on(const std::string& name, bool closes) {
    if (name == "br") {
      end_line();
    } else if (name == "td" || name == "th") {
      add(' ');
    } else if (stands_in(blocks, name)) {
      begin_block();
      if (name == "p" && closes) end_line();
      if (name == "li" && !closes) text += "- ";
    }
  }

  void take_up_to(std::string_view end) {
    const std::size_t at = rest.find(end);
    rest.remove_prefix(at == rest.npos ? rest.size() : at + end.size());
  }

  void take_entity() {
    constexpr std::size_t longest = 10;
    const std::size_t end = rest.substr(0, longest).find(';');
    const std::string_view name = end == rest.npos ? "" : rest.substr(1, end - 1);
    const std::optional<std::string> meant = meaning(name);
    rest.remove_prefix(meant ? end + 1 : 1);
    if (!meant) return add('&');
    if (*meant == " ") return add(' ');
    text += *meant;
  }

  static std::optional<std::string> meaning(std::string_view name) {
    if (name.starts_with('#')) {
      const bool is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
      const std::string_view digits = name.substr(is_hex ? 2 : 1);
      std::uint32_t point = 0;
      const char* const last = digits.data() + digits.size();
      const auto [stop, error] = std::from_chars(digits.data(), last, point, is_hex ? 16 : 10);
      if (error != std::errc() || stop != last) return std::nullopt;
      std::string letter;
      if (is_letter(point)) append_point(letter, point == 0xA0 ? ' ' : point);
      return letter;
    }
    const auto* const found = std::find_if(entities.begin(), entities.end(),
                                           [&](const Entity& each) { return each.name == name; });
    if (found == entities.end()) return std::nullopt;
    return std::string(found->text);
  }

  std::string_view rest;
  std::string text;
  bool tags_end = true;  ///< there may be another >
};

}  // namespace

std::string text_of_html(std::string_view html) {
  return Page(html).read();
}

}  // namespace kept
