#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kept/exchange.hpp"

/// What the files of the importer share: one row while it is taken.

namespace kept {

/// The text of a field, none where the draft does not have it.
inline const std::string* field_of(const Draft& draft, std::string_view wanted) {
  for (const auto& [name, text] : draft.fields) {
    if (name == wanted) return &text;
  }
  return nullptr;
}
inline std::string text_of(const Draft& draft, std::string_view wanted) {
  const std::string* text = field_of(draft, wanted);
  return text != nullptr ? *text : std::string();
}

/// What a row says of the loop that a loop is a part of, or was merged into.
struct Importer::Tie {
  std::optional<Id> Loop::*end;  ///< Loop::parent or Loop::merged_into
  std::string_view field;
  std::string typed;
  std::string shown;     ///< the field as the file names it
  std::size_t line = 0;  ///< for later
  Id loop = {};
};

struct Importer::Row {
  Importer& importer;
  const RowDrafts& said;
  std::size_t line;
  bool failed = false;
  std::optional<Id> customer = {};
  std::optional<Loop> loop = {};       ///< that the row is about, or that it brings along
  std::vector<ExternalKey> keys = {};  ///< of the record that the row is about
  std::vector<Tie> ties = {};          ///< of its loop to loops that are not there yet
  // What the importer has noted of it, to be forgotten if the row is taken back.
  std::vector<std::uint64_t> hashes_of_keys = {};
  std::vector<std::uint64_t> hashes_said = {};
  std::vector<Id> young_loops = {};

  bool is_about(const Draft& draft) const { return draft.kind == said.about; }

  const Draft* draft_of(Kind kind) const {
    for (const Draft& draft : said.drafts) {
      if (draft.kind == kind) return &draft;
    }
    return nullptr;
  }

  void refuse(const std::string& what, const std::string& hint = "") {
    failed = true;
    importer.found_problems.push_back({line, what, hint});
  }
  /// The field as the file names it: `customer.name` in a row about a loop.
  std::string shown(const Draft& draft, std::string_view field) const {
    const std::string prefix = is_about(draft) ? "" : std::string(name_of(draft.kind)) + ".";
    return "field '" + prefix + std::string(field) + "'";
  }
  void refuse(const Draft& draft, const FieldProblem& problem) {
    refuse(shown(draft, problem.field) + ": " + problem.reason, problem.hint);
  }
  void refuse(const Draft& draft, const std::string& field, const std::string& reason,
              const std::string& hint = "") {
    refuse(draft, FieldProblem{field, reason, hint});
  }
};

}  // namespace kept
