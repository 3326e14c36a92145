#include "kept/encoding.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "kept/text.hpp"

namespace kept {
namespace {

std::string decoded(std::string_view bytes, Encoding encoding, std::size_t piece = 3) {
  Decoder decoder(encoding);
  std::string text;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    text += decoder.decode(bytes.substr(0, piece));
  }
  return text + decoder.rest();
}

constexpr std::array all{Encoding::utf_8,        Encoding::utf_16le,     Encoding::utf_16be,
                         Encoding::windows_1255, Encoding::windows_1252, Encoding::iso_8859_8,
                         Encoding::iso_8859_1};

}  // namespace

TEST_CASE("bytes are the letters of their encoding") {
  CHECK(decoded("\xF9\xEC\xE5\xED", Encoding::windows_1255) == "שלום");
  CHECK(decoded("\xF9\xEC\xE5\xED", Encoding::iso_8859_8) == "שלום");
  CHECK(decoded("\xA4\x80\xF9\xC8", Encoding::windows_1255) == "₪€שָ");
  CHECK(decoded("\xCA\xD4\xFE", Encoding::windows_1255) == "\u05ba\u05f0\u200f");
  CHECK(decoded("\x93Gr\xF6\xDF\x65\x94 \x80", Encoding::windows_1252) == "“Größe” €");
  CHECK(decoded("\x93Gr\xF6\xDF\x65\x94", Encoding::iso_8859_1) == "“Größe”");
  CHECK(decoded(std::string_view("\xE9\x05\x3D\xD8\x00\xDEx\0", 8), Encoding::utf_16le) == "ש😀x");
  CHECK(decoded(std::string_view("\x05\xE9\xD8\x3D\xDE\x00\0x", 8), Encoding::utf_16be) == "ש😀x");
}

TEST_CASE("a byte that means nothing is named, and stands for no other") {
  const auto problem = [](std::string_view bytes, Encoding encoding) {
    const std::string text = decoded(bytes, encoding);
    return is_utf8(text) ? "fine" : why_not_text(text, encoding);
  };
  CHECK(problem("a\xD9\x62", Encoding::windows_1255) ==
        "has the byte 0xD9, which is none of windows-1255");
  CHECK(problem("\xE0\x81", Encoding::windows_1255) ==
        "has the byte 0x81, which is none of windows-1255");
  CHECK(problem("\x85", Encoding::iso_8859_8) == "has the byte 0x85, which is none of iso-8859-8");
  CHECK(problem("\xE9", Encoding::utf_8) == "is not UTF-8");
  CHECK(problem(std::string_view("\x3D\xD8x\0", 4), Encoding::utf_16le) ==
        "has half of a character");
  CHECK(problem("x", Encoding::utf_16le) == "has half of a character");
  CHECK(decoded("\xD9\n\xD9,", Encoding::windows_1255).find("\n") == 2);
}

TEST_CASE("whatever the bytes are, they come back") {
  const bool holds = rc::check("bytes come back", [](const std::string& bytes) {
    const Encoding encoding = *rc::gen::elementOf(all);
    const auto piece = static_cast<std::size_t>(*rc::gen::inRange(1, 9));
    const std::string text = decoded(bytes, encoding, piece);
    RC_ASSERT(encoded(text, encoding) == bytes);
    RC_ASSERT(text == decoded(bytes, encoding, bytes.size() + 1));
  });
  CHECK(holds);
}

TEST_CASE("an encoding is known by its names, its mark and its looks") {
  CHECK(encoding_called("ISO-8859-8-I") == Encoding::iso_8859_8);
  CHECK(encoding_called("Windows-1255") == Encoding::windows_1255);
  CHECK(encoding_called("CP1255") == Encoding::windows_1255);
  CHECK(encoding_called("latin1") == Encoding::iso_8859_1);
  CHECK_FALSE(encoding_called("koi8-r"));
  CHECK_FALSE(encoding_called(""));
  CHECK(encoding_by_mark("\xFF\xFE") == Encoding::utf_16le);
  CHECK_FALSE(encoding_by_mark("\xFF"));
  CHECK(likely_encoding("\xF9\xEC\xE5\xED, Dana") == Encoding::windows_1255);
  CHECK(likely_encoding("caf\xE9 and Gr\xF6\xDF\x65") == Encoding::windows_1252);
}

}  // namespace kept
