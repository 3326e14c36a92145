#include "kept/text.hpp"
#include "reports/reports.hpp"

namespace kept {

namespace {

constexpr std::size_t entries_on_a_card = 10;

template <class Rows, class Test>
std::int64_t count(const Rows& rows, Test test) {
  return static_cast<std::int64_t>(std::count_if(rows.begin(), rows.end(), test));
}

std::vector<const Entry*> by_time(const std::vector<Entry>& entries) {
  std::vector<const Entry*> sorted;
  for (const Entry& entry : entries) sorted.push_back(&entry);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Entry* left, const Entry* right) {
    return left->happened < right->happened;
  });
  return sorted;
}

const Entry* last_with_a_mood(const std::vector<Entry>& entries) {
  const Entry* last = nullptr;
  for (const Entry* entry : by_time(entries)) {
    if (entry->mood) last = entry;
  }
  return last;
}

std::string in_words(const KeptRate& rate) {
  const auto percent = rate.percent();
  if (!percent) return "no data";
  return std::to_string(*percent) + "% (" + std::to_string(rate.kept) + " kept, " +
         std::to_string(rate.kept_late) + " late, " + std::to_string(rate.broken) + " broken)";
}

Section trouble_section(const CardFacts& facts, Instant now) {
  const KeptRate rate = kept_rate(facts.promises, Instant::min(), now);
  const Entry* mood = last_with_a_mood(facts.entries);
  const auto percent = rate.percent();
  const auto is_unsettled = [now](const Promise& promise) {
    return judge_made(promise, now).unsettled;
  };
  const auto is_ours = [](const Matter& matter) { return matter.what != Matter::What::theirs; };
  const auto complains = [](const LoopStory& story) {
    return story.loop.kind == LoopKind::complaint;
  };
  return fields_section("trouble", "",
                        {{"broken_promises", std::int64_t{rate.broken}},
                         {"unsettled", count(facts.promises, is_unsettled)},
                         {"late_right_now", count(facts.late, is_ours)},
                         {"open_complaints", count(facts.open_loops, complains)},
                         {"last_mood", mood ? Cell(word_of(*mood->mood)) : Cell()},
                         {"last_mood_at", mood ? Cell(mood->happened.at) : Cell(), true},
                         {"kept_rate", Word{in_words(rate)}},
                         {"kept_percent", Percent{percent}, true},
                         {"kept", std::int64_t{rate.kept}, true},
                         {"kept_late", std::int64_t{rate.kept_late}, true}});
}

Section customer_section(const Customer& customer) {
  Texts keys;
  for (const ExternalKey& key : customer.keys) keys.texts.push_back(key.source + ":" + key.id);
  std::vector<FieldLine> lines{{"id", customer.id},
                               {"name", Text{customer.name}},
                               {"handle", text_cell(customer.handle)},
                               {"org", text_cell(customer.org)},
                               {"type", customer.type ? Cell(word_of(*customer.type)) : Cell()},
                               {"lang", text_cell(customer.lang)},
                               {"emails", Texts{customer.emails}},
                               {"phones", Texts{customer.phones}},
                               {"tags", Texts{customer.tags}}};
  for (const Field& field : customer.fields) {
    lines.push_back({"field." + field.name, text_cell(field.value)});
  }
  lines.push_back({"keys", std::move(keys)});
  lines.push_back({"added", customer.added.at});
  return fields_section("customer", "", std::move(lines));
}

Section open_loops_section(const std::vector<LoopStory>& stories, Instant now) {
  Section section{.key = "open_loops",
                  .title = "Open loops",
                  .columns = {{"id", "ID"},
                              {"title", "TITLE"},
                              {"kind", "KIND"},
                              {"opened", ""},
                              {"age", "AGE", Column::Align::right},
                              {"turn", "TURN"},
                              {"waiting_on", "WAITING"},
                              {"waiting_since", ""},
                              {"", "STEPS"},
                              {"steps", ""},
                              {"steps_done", ""},
                              {"next_step", ""},
                              {"part_of", ""}},
                  .rows = {}};
  for (const LoopStory& story : stories) {
    const Loop& loop = story.loop;
    const Wait* wait = waiting(loop, story.entries, now);
    const Progress progress = progress_of(loop);
    section.rows.push_back(
        {.cells = {loop.id, text_cell(loop.title), word_of(loop.kind), loop.opened.at,
                   Length{now - loop.opened.at}, word_of(whose_turn(story, now)),
                   waiting_on_cell(wait), waiting_since_cell(wait), text_cell(in_words(progress)),
                   progress.steps, progress.done,
                   progress.next ? text_cell(progress.next->text) : Cell(), cell(loop.parent)}});
  }
  return section;
}

Row row_of(const Promise& promise, Instant now, Day today) {
  const Judgement judgement = judge_made(promise, now);
  const auto& end = promise.resolution;
  const bool kept = end && end->ending == Ending::kept;
  return {
      .cells = {promise.id, whose(promise), text_cell(promise.text),
                due_cell(promise.deadlines[judgement.in_force].due), word_of(judgement.verdict),
                kept ? Cell(end->happened.at) : Cell(), cell(promise.loop), judgement.unsettled},
      .tone = tone_of(promise, judgement, today)};
}

Section promises_section(const std::vector<Promise>& promises, Instant now, Day today) {
  Section section{.key = "promises",
                  .title = "Promises",
                  .columns = {{"id", "ID"},
                              {"whose", "WHOSE"},
                              {"text", "TEXT"},
                              {"due", "DUE"},
                              {"verdict", "VERDICT"},
                              {"kept_at", "KEPT"},
                              {"loop", ""},
                              {"unsettled", ""}},
                  .rows = {}};
  for (const Promise& promise : promises) section.rows.push_back(row_of(promise, now, today));
  return section;
}

Section entries_section(const std::vector<Entry>& entries) {
  Section section{.key = "entries",
                  .title = "Last entries",
                  .columns = {{"at", "WHEN"},
                              {"id", "ID"},
                              {"direction", "WHO"},
                              {"channel", "CHANNEL"},
                              {"text", "TEXT"}},
                  .rows = {}};
  const auto sorted = by_time(entries);
  const std::size_t first = sorted.size() - std::min(sorted.size(), entries_on_a_card);
  for (std::size_t i = first; i < sorted.size(); ++i) {
    const Entry& entry = *sorted[i];
    section.rows.push_back({.cells = {entry.happened.at, entry.id, word_of(entry.direction),
                                      text_cell(entry.channel), text_cell(entry.text)}});
  }
  return section;
}

std::string title_of(const Customer& customer) {
  return escape(customer.name) + " (" + shown(customer.id) + ")";
}

}  // namespace

Section fields_section(std::string key, std::string title, std::vector<FieldLine> lines) {
  Section section{.key = std::move(key),
                  .title = std::move(title),
                  .layout = Section::Layout::fields,
                  .columns = {},
                  .rows = {Row{}}};
  for (FieldLine& line : lines) {
    std::string heading = line.for_machines ? "" : line.key;
    std::replace(heading.begin(), heading.end(), '_', ' ');
    section.columns.push_back({std::move(line.key), std::move(heading)});
    section.rows.front().cells.push_back(std::move(line.cell));
  }
  return section;
}

Report card_report(const CardFacts& facts, Instant now, Day today) {
  return {
      .name = "card",
      .title = title_of(facts.customer),
      .sections = {trouble_section(facts, now), customer_section(facts.customer),
                   open_loops_section(facts.open_loops, now),
                   promises_section(facts.promises, now, today), entries_section(facts.entries)}};
}

Report customer_report(const CardFacts& facts, std::vector<Event> events, Instant now) {
  return {.name = "show",
          .title = title_of(facts.customer),
          .sections = {trouble_section(facts, now), customer_section(facts.customer),
                       timeline_section(std::move(events), facts.customer.id)}};
}

}  // namespace kept
