#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reports/groups.hpp"

/// Figures: counts, rates and lengths of a period, as a table of their own or group by group.

namespace kept {

/// One figure of a tally.
struct Figure {
  std::string key;      ///< `time_to_close_median`: a column key, or a value of the column `figure`
  std::string words;    ///< the same for people: `time to close, median`
  std::string heading;  ///< of its column beside other groups; empty: for machines alone there
  Cell value;           ///< a number, a Length, a Percent, Tenths; none where there is no data
  std::optional<std::int64_t> count = std::nullopt;  ///< of how many; none for what is a count
  bool has_bar = false;           ///< in the table of figures; of groups, the first figure has one
  bool in_hours = false;          ///< of a length: never in days
  std::string among_groups = {};  ///< what people read in the column instead; may be empty
};
using Figures = std::vector<Figure>;

/// Of times, with their count.
Figure median_figure(std::string key, std::string words, std::string heading,
                     const std::vector<std::chrono::seconds>& times);
Figure percentile_figure(std::string key, std::string words, std::string heading,
                         const std::vector<std::chrono::seconds>& times);
Figure mean_figure(std::string key, std::string words, std::string heading,
                   const std::vector<std::chrono::seconds>& times);
/// In tenths, rounded to the nearest.
Figure mean_figure(std::string key, std::string words, std::string heading, std::int64_t sum,
                   std::int64_t count);
/// In percent, rounded down so that 100 means all.
Figure rate_figure(std::string key, std::string words, std::int64_t part, std::int64_t all);
/// `1/3 33%`, or `no data`.
std::string rate_in_words(std::int64_t part, std::int64_t all);

/// A row for each figure, beside the same of the period before; its columns are empty where there
/// is none.
Section figures_section(const Figures& now, const std::optional<Figures>& before);

struct GroupFigures {
  Groups::Group group;
  Figures now;
  std::optional<Figures> before;
};
/// A row for each group in which there is anything, or of whose first figure there was something in
/// the period before. The first figure has a bar; by it the rows are sorted, most first, then by
/// name; by month, as they come. `before`, the first figure in the period before, is the last
/// column where it is wanted.
Section groups_section(By by, std::vector<GroupFigures> groups, const Figures& columns,
                       bool beside_before);

/// A Tally of each group, in the period and in the one before. `Tally` starts at nothing and has
/// `Figures figures() const`, which has the same keys whatever it holds.
template <class Tally>
class Cut {
 public:
  explicit Cut(const Scope& of_report)
      : groups(of_report), scope(of_report), before(of_report.before()) {}

  Groups groups;

  /// The tally of the group of an event of a record.
  class At {
   public:
    At(Groups& of_all, std::deque<Tally>& of_period, Groups::Place of_record)
        : all(of_all), tallies(of_period), place(of_record) {}

    Tally& operator()(Instant event) const {
      const std::size_t group = all.at(place, event);
      if (tallies.size() <= group) tallies.resize(group + 1);
      return tallies[group];
    }

   private:
    Groups& all;
    std::deque<Tally>& tallies;
    Groups::Place place;
  };

  /// Calls `count(period, at)` for the period, and for the one before if there is one.
  template <class Count>
  void each_period(Groups::Place place, const Count& count) {
    count(scope.period, At(groups, tallies_now, place));
    if (before) count(*before, At(groups, tallies_before, place));
  }

  bool has_groups() const { return scope.by.has_value(); }
  const Period& period() const { return scope.period; }
  const Zone& zone() const { return scope.zone; }

  /// The figures of all, or of each group.
  Section section(const std::function<std::string(Id)>& name_of_customer) {
    if (!scope.by) {
      return figures_section(of(tallies_now, 0),
                             before ? std::optional(of(tallies_before, 0)) : std::nullopt);
    }
    std::vector<GroupFigures> rows;
    for (const std::size_t group : groups.in_order()) {
      rows.push_back({groups.all()[group], of(tallies_now, group),
                      before ? std::optional(of(tallies_before, group)) : std::nullopt});
      Groups::Group& named = rows.back().group;
      if (named.customer) named.name = name_of_customer(*named.customer);
    }
    return groups_section(*scope.by, std::move(rows), Tally().figures(), scope.beside_before());
  }

  /// A named report: `Loops, 2026-03-01 to 2026-03-31, beside 2026-02-01 to 2026-02-28`.
  Report report(const std::string& name, const std::string& title,
                const std::function<std::string(Id)>& name_of_customer) {
    std::string line = title + ", " + shown(scope.period, scope.zone);
    if (before) line += ", beside " + shown(*before, scope.zone);
    return {.name = "report-" + name,
            .title = std::move(line),
            .sections = {section(name_of_customer)}};
  }

 private:
  static Figures of(const std::deque<Tally>& tallies, std::size_t group) {
    return (group < tallies.size() ? tallies[group] : Tally()).figures();
  }

  Scope scope;
  std::optional<Period> before;
  std::deque<Tally> tallies_now;
  std::deque<Tally> tallies_before;
};

/// The customer's rating of a closing, as it was known then: one that came with a later word is
/// none before it.
inline std::optional<int> rating_by(const Closing& closing, Instant as_of) {
  const auto& later = closing.confirmed_later;
  return later && later->at > as_of ? std::nullopt : closing.rating;
}

}  // namespace kept
