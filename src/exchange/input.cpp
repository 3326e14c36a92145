#include "kept/input.hpp"

#include <fstream>

#include "exchange/readers.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {
namespace {

namespace fs = std::filesystem;

struct OpenFile {
  std::ifstream stream;
  std::string piece;
};

[[noreturn]] void refuse(const fs::path& file) {
  throw Error(Exit::no_input, "can't read the file " + in_quotes(file.string()),
              "check the path and its permissions");
}

}  // namespace

Pieces pieces_of(const fs::path& file) {
  constexpr std::size_t piece_size = std::size_t{64} * 1024;
  std::error_code ignored;
  const auto open = std::make_shared<OpenFile>();
  open->stream.open(file, std::ios::binary);
  if (!open->stream || fs::is_directory(file, ignored)) refuse(file);
  return [open, file]() -> std::string_view {
    open->piece.resize(piece_size);
    open->stream.read(open->piece.data(), piece_size);
    if (open->stream.bad()) refuse(file);
    return {open->piece.data(), static_cast<std::size_t>(open->stream.gcount())};
  };
}

Pieces decoded(Pieces pieces, Encoding encoding) {
  if (encoding == Encoding::utf_8) return pieces;
  struct Decoding {
    Pieces pieces;
    Decoder decoder;
    std::string text = {};
  };
  const auto work = std::make_shared<Decoding>(Decoding{std::move(pieces), Decoder(encoding)});
  return [work]() -> std::string_view {
    for (;;) {
      const std::string_view piece = work->pieces();
      work->text = piece.empty() ? work->decoder.rest() : work->decoder.decode(piece);
      // Half of a character is no piece yet, and an empty one would be the end.
      if (piece.empty() || !work->text.empty()) return work->text;
    }
  };
}

std::optional<Encoding> marked_encoding(Pieces& pieces) {
  const std::string_view first = pieces();
  std::string joined;
  if (first.size() == 1) {
    joined = first;
    joined += pieces();
  }
  const auto encoding = encoding_by_mark(joined.empty() ? first : joined);
  pieces = [first, joined = std::move(joined), rest = std::move(pieces),
            given = false]() mutable -> std::string_view {
    if (std::exchange(given, true)) return rest();
    return joined.empty() ? first : joined;
  };
  return encoding;
}

Pieces as_utf_8(Pieces pieces, Encoding& encoding) {
  const auto marked = marked_encoding(pieces);
  if (marked && encoding == Encoding::utf_8) encoding = *marked;
  return decoded(std::move(pieces), encoding);
}

std::optional<InputFormat> format_of_name(std::string_view file_name) {
  const std::string name = fold(file_name);
  const auto ends_with_one_of = [&](auto... endings) { return (name.ends_with(endings) || ...); };
  if (ends_with_one_of(".csv")) return InputFormat::csv;
  if (ends_with_one_of(".tsv", ".tab")) return InputFormat::tsv;
  if (ends_with_one_of(".jsonl", ".ndjson")) return InputFormat::jsonl;
  if (ends_with_one_of(".vcf", ".vcard")) return InputFormat::vcf;
  return std::nullopt;
}

std::unique_ptr<RowReader> read_rows(Pieces pieces, const InputStyle& style) {
  switch (style.format) {
    case InputFormat::jsonl:
      return read_json_lines(std::move(pieces), style);
    case InputFormat::vcf:
      return read_cards(std::move(pieces), style);
    case InputFormat::csv:
    case InputFormat::tsv:
      break;
  }
  return read_separated(std::move(pieces), style);
}

}  // namespace kept
