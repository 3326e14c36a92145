#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Unicode text: what is compared (folded), and what is shown (escaped, isolated, elided). The
/// tables are utf8proc's; nothing here depends on the process's locale.

namespace kept {

bool is_utf8(std::string_view bytes);
/// Each byte that belongs to no code point as U+FFFD.
std::string repaired(std::string_view bytes);

/// What names and words are compared by: NFC, case folded, without niqqud and cantillation, without
/// invisible characters (bidi controls, ZWJ, soft hyphens), geresh and gershayim and curly quotes
/// as ' and ", Hebrew maqaf as -, runs of white space as one space, trimmed. Idempotent. Invalid
/// bytes become U+FFFD.
std::string fold(std::string_view text);

/// The words of a folded text: runs of letters, digits, marks, and ' or " inside a word.
std::vector<std::string> words(std::string_view folded);

/// Only the ASCII digits of a phone number, with a leading 00 or + dropped.
std::string phone_digits(std::string_view phone);

/// A Hebrew word without its one-letter prefix (ה ו ב ל מ ש כ), where at least three letters are
/// left.
std::optional<std::string> without_hebrew_prefix(std::string_view folded_word);

/// White space at both ends removed, CRLF as LF. Nothing else of what a user wrote is changed.
std::string trimmed(std::string_view text);

/// Runs of white space, of any kind, as one space; none at the ends: nobody's words can then look
/// like two columns.
std::string single_spaced(std::string_view text);

/// The first line, at most `columns` wide, as a title.
std::string first_line(std::string_view text, int columns);

// ---- showing ---------------------------------------------------------------------------------

/// Columns of a terminal that a text takes: combining marks take none, CJK and emoji two, and an
/// emoji sequence joined by ZWJ counts once. Bidi controls take none.
int display_width(std::string_view text);

/// At most `columns` wide; what is cut ends in `…`. Never cuts inside a grapheme cluster.
std::string elide(std::string_view text, int columns);

/// Makes somebody's text safe to show: C0 and C1 controls, DEL, bidi controls (U+061C, U+200E-F,
/// U+202A-E, U+2066-9), line and paragraph separators and noncharacters as `\x1b` or `\u{202e}`,
/// invalid bytes as `\xNN`, tab as a space. A newline becomes a space unless `lines` is keep.
/// Idempotent, so that no care is needed about who escaped first.
enum class Lines { join, keep };
std::string escape(std::string_view text, Lines lines = Lines::join);

/// escape()d, in ' quotes: how an error names what was typed. Over 120 columns it is elided.
std::string in_quotes(std::string_view text);

bool has_right_to_left(std::string_view text);
/// Wrapped in FSI ... PDI if it holds right-to-left text, so that a row keeps its order. No letter
/// is ever reordered.
std::string isolate(std::string_view text);
/// Without FSI and PDI. In text for people they are all ours, since escape() shows a user's own.
std::string without_isolates(std::string_view text);

// ---- meant, perhaps --------------------------------------------------------------------------

/// The candidate that is nearest to what was typed, by edit distance over code points of the folded
/// texts: at most two edits (a swap of neighbours is one), and at most a third of the longer text's
/// length. Ties go to the first.
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> candidates);

}  // namespace kept
