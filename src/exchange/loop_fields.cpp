#include "exchange/loop_lists.hpp"
#include "kept/rules.hpp"

namespace kept {

namespace {

enum class Status { open, waiting, closed };

}  // namespace

template <>
struct Names<Status> {
  static constexpr std::array<std::string_view, 3> all{"open", "waiting", "closed"};
};

namespace {

/// A loop as a row tells it: how it stands now, and what came before.
struct Sheet {
  bool is_new = false;
  std::string title;
  LoopKind kind = LoopKind::other;
  Priority priority = Priority::normal;
  std::string product;
  Moment opened;
  std::optional<Status> status;  ///< as a row says; otherwise the rest tells
  Closing closing;               ///< how it is closed now
  std::optional<Moment> closed;
  std::vector<Closing> reopenings;
  std::optional<WaitingOn> waiting_on;
  Wait wait;  ///< how it is waiting now
  std::optional<Moment> waiting_since;
  std::vector<Wait> waits;
  std::string handler;
  std::vector<Handover> handovers;
  std::vector<Step> steps;
  std::vector<ToldStep> told_steps;  ///< of the row
};

/// The wait of an open loop that nothing has ended, if there is one.
std::optional<std::size_t> standing_wait(const Loop& loop) {
  if (!loop.is_open()) return std::nullopt;
  for (std::size_t i = loop.waits.size(); i > 0; --i) {
    if (!loop.waits[i - 1].ended) return i - 1;
  }
  return std::nullopt;
}

Sheet sheet_of(const Loop& loop) {
  Sheet sheet{.is_new = loop.id.number == 0,
              .title = loop.title,
              .kind = loop.kind,
              .priority = loop.priority,
              .product = loop.product,
              .opened = loop.opened,
              .handler = loop.handler,
              .handovers = loop.handovers,
              .steps = loop.steps};
  sheet.reopenings = loop.closings;
  if (!loop.is_open()) {
    sheet.closing = loop.closings.back();
    sheet.closed = sheet.closing.closed;
    sheet.reopenings.pop_back();
  }
  sheet.waits = loop.waits;
  if (const auto standing = standing_wait(loop)) {
    sheet.wait = loop.waits[*standing];
    sheet.waiting_on = sheet.wait.on;
    sheet.waiting_since = sheet.wait.since;
    sheet.waits.erase(sheet.waits.begin() + static_cast<std::ptrdiff_t>(*standing));
  }
  return sheet;
}

Status status_of(const Sheet& sheet) {
  if (sheet.status) return *sheet.status;
  if (sheet.closed) return Status::closed;
  return sheet.waiting_on ? Status::waiting : Status::open;
}

/// Of what a loop has only while it is closed, or waits.
template <class Get>
Cell cell_if(bool stands, Get get) {
  return stands ? Cell(get()) : Cell();
}

constexpr std::array fields{
    FieldOf<Sheet>{{"key", "its id in the other system, or SOURCE:ID"}},
    FieldOf<Sheet>{{"customer",
                    "id, handle, e-mail, phone, full name or SOURCE:ID; needed where neither "
                    "customer.key nor customer.name is given"}},
    FieldOf<Sheet>{{"parent", "id or SOURCE:ID of the customer's loop that it is a part of"}},
    FieldOf<Sheet>{{"merged_into", "the same of the one that has all that was in it"}},
    FieldOf<Sheet>{{"title", "needed"},
                   [](Sheet& s, const Value& v) { s.title = v.empty() ? v.needed() : v.line(); },
                   [](const Sheet& s) { return text_cell(s.title); }},
    FieldOf<Sheet>{
        {"kind", "inquiry, request, complaint, order, objection or other"},
        [](Sheet& s, const Value& v) { s.kind = v.choice<LoopKind>().value_or(LoopKind::other); },
        [](const Sheet& s) { return word_cell(name_of(s.kind)); }},
    FieldOf<Sheet>{{"priority", "low, normal, high or urgent"},
                   [](Sheet& s, const Value& v) {
                     s.priority = v.choice<Priority>().value_or(Priority::normal);
                   },
                   [](const Sheet& s) { return word_cell(name_of(s.priority)); }},
    FieldOf<Sheet>{{"product", "what it is about"},
                   [](Sheet& s, const Value& v) { s.product = v.line(); },
                   [](const Sheet& s) { return text_cell(s.product); }},
    FieldOf<Sheet>{{"opened", "when; otherwise now"},
                   [](Sheet& s, const Value& v) {
                     const auto present = s.is_new ? std::nullopt : std::optional(s.opened);
                     s.opened = v.event(present).value_or(s.opened);
                   },
                   [](const Sheet& s) { return event_cell(s.opened); }},
    FieldOf<Sheet>{{"status",
                    "open, waiting or closed; without it, closed where closed is given, waiting "
                    "where waiting_on is"},
                   [](Sheet& s, const Value& v) { s.status = v.choice<Status>(); },
                   [](const Sheet& s) { return word_cell(name_of(status_of(s))); }},
    FieldOf<Sheet>{{"closed", "when; this and all down to lesson count only of a closed loop"},
                   [](Sheet& s, const Value& v) { s.closed = v.event(s.closed); },
                   [](const Sheet& s) { return event_cell(s.closed); }},
    FieldOf<Sheet>{{"outcome", "resolved, declined, lapsed or duplicate; otherwise resolved"},
                   [](Sheet& s, const Value& v) {
                     s.closing.outcome = v.choice<Outcome>().value_or(Outcome::resolved);
                   },
                   [](const Sheet& s) {
                     return cell_if(s.closed.has_value(),
                                    [&] { return word_cell(name_of(s.closing.outcome)); });
                   }},
    FieldOf<Sheet>{{"confirmed", "yes or no: the customer said that it is settled"},
                   [](Sheet& s, const Value& v) { s.closing.confirmed = v.flag(); },
                   [](const Sheet& s) {
                     return cell_if(s.closed.has_value(), [&] { return s.closing.confirmed; });
                   }},
    FieldOf<Sheet>{{"confirmed_at", "when the customer said so, if that was after the closing"},
                   [](Sheet& s, const Value& v) {
                     auto& stands = s.closing.confirmed_later;
                     stands = v.event(stands);
                   },
                   [](const Sheet& s) { return event_cell(s.closing.confirmed_later); }},
    FieldOf<Sheet>{{"asked_at", "when the customer was asked, without an answer so far"},
                   [](Sheet& s, const Value& v) {
                     auto& stands = s.closing.asked;
                     stands = v.event(stands);
                   },
                   [](const Sheet& s) { return event_cell(s.closing.asked); }},
    FieldOf<Sheet>{{"rating", "1 to 5"},
                   [](Sheet& s, const Value& v) { s.closing.rating = v.number(1, 5); },
                   [](const Sheet& s) { return number_cell(s.closing.rating); }},
    FieldOf<Sheet>{{"words", "the customer's words about it"},
                   [](Sheet& s, const Value& v) { s.closing.words = v.text(); },
                   [](const Sheet& s) { return text_cell(s.closing.words); }},
    FieldOf<Sheet>{{"cause", "private"},
                   [](Sheet& s, const Value& v) { s.closing.cause = v.text(); },
                   [](const Sheet& s) { return text_cell(s.closing.cause); }},
    FieldOf<Sheet>{{"lesson", "private"},
                   [](Sheet& s, const Value& v) { s.closing.lesson = v.text(); },
                   [](const Sheet& s) { return text_cell(s.closing.lesson); }},
    FieldOf<Sheet>{{"reopenings",
                    "its closings that were reopened: a JSON array of objects with closed, "
                    "outcome, confirmed, confirmed_at, asked_at, rating, words, cause, lesson, "
                    "reopened, because"},
                   [](Sheet& s, const Value& v) { s.reopenings = v.parts(read_reopening); },
                   [](const Sheet& s) { return cell_of_reopenings(s.reopenings); }},
    FieldOf<Sheet>{
        {"waiting_on",
         "customer, third or snooze; otherwise customer; this and all "
         "down to waiting_for count only of a waiting loop"},
        [](Sheet& s, const Value& v) { s.waiting_on = v.choice<WaitingOn>(); },
        [](const Sheet& s) { return s.waiting_on ? word_cell(name_of(*s.waiting_on)) : Cell(); }},
    FieldOf<Sheet>{{"waiting_since", "when; otherwise when it was opened"},
                   [](Sheet& s, const Value& v) { s.waiting_since = v.event(s.waiting_since); },
                   [](const Sheet& s) { return event_cell(s.waiting_since); }},
    FieldOf<Sheet>{{"waiting_until", "when it ends by itself"},
                   [](Sheet& s, const Value& v) { s.wait.until = v.instant(s.wait.until); },
                   [](const Sheet& s) { return cell(s.wait.until); }},
    FieldOf<Sheet>{{"waiting_for", "the reason"},
                   [](Sheet& s, const Value& v) { s.wait.reason = v.text(); },
                   [](const Sheet& s) { return text_cell(s.wait.reason); }},
    FieldOf<Sheet>{{"waits",
                    "those that have ended: a JSON array of objects with on, since, until, ended, "
                    "for"},
                   [](Sheet& s, const Value& v) { s.waits = v.parts(read_wait); },
                   [](const Sheet& s) { return cell_of_waits(s.waits); }},
    FieldOf<Sheet>{{"handler", "who deals with it; empty: you"},
                   [](Sheet& s, const Value& v) { s.handler = v.line(); },
                   [](const Sheet& s) { return text_cell(s.handler); }},
    FieldOf<Sheet>{
        {"handovers",
         "how it changed hands: a JSON array of objects with happened, from, to; nobody is you"},
        [](Sheet& s, const Value& v) { s.handovers = v.parts(read_handover); },
        [](const Sheet& s) { return cell_of_handovers(s.handovers); }},
    FieldOf<Sheet>{
        {"steps",
         "what is to be done: a JSON array of objects with text, guidance, plan, added, due, "
         "zone, ended, dropped"},
        [](Sheet& s, const Value& v) {
          s.told_steps = v.parts([&](Part& part) { return read_step(part, v.reading()); });
        },
        [](const Sheet& s) { return cell_of_steps(s.steps); }}};

/// A closing or a wait that a row says nothing of any more has ended by now; only a row that tells
/// the earlier ones itself may do without it.
void end_what_is_over(const Loop& before, const Draft& draft, const FieldContext& context,
                      Sheet& sheet) {
  const Moment now{context.dates.now, context.recording};
  const Status status = status_of(sheet);
  if (!before.is_open() && status != Status::closed && !says(draft, "reopenings")) {
    Closing& reopened = sheet.reopenings.emplace_back(before.closings.back());
    reopened.reopened = now;
    reopened.reopened_because = "open again in what was imported";
  }
  const auto standing = standing_wait(before);
  if (standing && status != Status::waiting && !says(draft, "waits")) {
    Wait& over = sheet.waits.emplace_back(before.waits[*standing]);
    // Closing the loop ends it, too.
    if (status == Status::open) over.ended = now;
  }
  // Closed at the same moment: what was reopened here is closed as it was.
  if (status == Status::closed && !says(draft, "reopenings") && !sheet.reopenings.empty() &&
      sheet.reopenings.back().closed.at == sheet.closed->at) {
    sheet.reopenings.pop_back();
  }
}

/// Word that came after the closing: the row says when, or it has come by now.
void take_confirmation(const Loop& before, const Draft& draft, const FieldContext& context,
                       Sheet& sheet) {
  Closing& closing = sheet.closing;
  if (closing.confirmed_later && !says(draft, "confirmed")) closing.confirmed = true;
  if (says(draft, "confirmed_at")) return;
  if (!closing.confirmed) closing.confirmed_later.reset();
  const bool stood_unconfirmed = !before.is_open() && !before.closings.back().confirmed;
  if (closing.confirmed && stood_unconfirmed) {
    closing.confirmed_later = Moment{context.dates.now, context.recording};
  }
}

void take_closings(Loop& loop, Sheet& sheet) {
  std::vector<Closing> before = std::exchange(loop.closings, std::move(sheet.reopenings));
  if (status_of(sheet) == Status::closed) {
    sheet.closing.closed = *sheet.closed;
    sheet.closing.reopened.reset();
    sheet.closing.reopened_because.clear();
    loop.closings.push_back(std::move(sheet.closing));
  }
  take_moments(loop.closings, std::move(before));
}

void take_waits(Loop& loop, Sheet& sheet, const FieldContext& context) {
  std::vector<Wait> before = std::exchange(loop.waits, std::move(sheet.waits));
  if (status_of(sheet) == Status::waiting) {
    sheet.wait.on = sheet.waiting_on.value_or(WaitingOn::customer);
    sheet.wait.since = sheet.waiting_since.value_or(Moment{sheet.opened.at, context.recording});
    loop.waits.push_back(std::move(sheet.wait));
  }
  std::stable_sort(loop.waits.begin(), loop.waits.end(), [](const Wait& left, const Wait& right) {
    return left.since.at < right.since.at;
  });
  take_moments(loop.waits, std::move(before));
}

/// Another handler now is a change of hands now, where the row does not tell these itself.
void take_handler(Loop& loop, Sheet& sheet, const Draft& draft, const FieldContext& context) {
  if (says(draft, "handovers")) {
    take_moments(sheet.handovers, std::move(loop.handovers));
    loop.handovers = std::move(sheet.handovers);
  } else if (!sheet.is_new && changes_hands(loop.handler, sheet.handler)) {
    const Moment now{context.dates.now, context.recording};
    loop.handovers.push_back({now, loop.handler, sheet.handler});
  }
  loop.handler = sheet.handler;
}

void refuse_what_does_not_agree(const Sheet& sheet, const Draft& draft, FieldProblems& problems) {
  if (sheet.title.empty()) problems.push_back({"title", "is missing", ""});
  if (status_of(sheet) == Status::closed && !sheet.closed) {
    problems.push_back({"closed", "is missing, and the loop is closed", "say when"});
  }
  if (sheet.closing.confirmed_later && !sheet.closing.confirmed && says(draft, "confirmed") &&
      says(draft, "confirmed_at")) {
    problems.push_back({"confirmed_at", "is given, and the loop is not confirmed", ""});
  }
}

}  // namespace

std::vector<FieldName> loop_fields() {
  return names_of(fields);
}

void set_fields(Loop& loop, const Draft& draft, const FieldContext& context,
                FieldProblems& problems) {
  if (loop.id.number == 0) loop.opened = {context.dates.now, context.recording};
  Sheet sheet = sheet_of(loop);
  set_all(sheet, fields, draft, context, problems);
  if (problems.empty()) refuse_what_does_not_agree(sheet, draft, problems);
  if (!problems.empty()) return;
  end_what_is_over(loop, draft, context, sheet);
  take_confirmation(loop, draft, context, sheet);
  loop.title = sheet.title;
  loop.kind = sheet.kind;
  loop.priority = sheet.priority;
  loop.product = sheet.product;
  loop.opened = sheet.opened;
  take_closings(loop, sheet);
  take_waits(loop, sheet, context);
  take_handler(loop, sheet, draft, context);
  if (says(draft, "steps")) loop.steps = known_again(sheet.told_steps, loop.steps);
}

std::vector<Cell> field_cells(const Loop& loop) {
  return all_cells(sheet_of(loop), fields);
}

bool runs_backwards(const Loop& loop) {
  Instant open_since = loop.opened.at;
  const auto backwards = [&](const Closing& closing) {
    const auto before_it = [&](const std::optional<Moment>& moment) {
      return moment && moment->at < closing.closed.at;
    };
    const bool closed_early = closing.closed.at < open_since;
    if (closing.reopened) open_since = closing.reopened->at;
    return closed_early || before_it(closing.reopened) || before_it(closing.confirmed_later) ||
           before_it(closing.asked);
  };
  const auto ends_early = [](const Wait& wait) {
    return wait.ended && wait.ended->at < wait.since.at;
  };
  const auto done_early = [](const Step& step) {
    return step.ended && step.ended->at < step.added.at;
  };
  return std::any_of(loop.closings.begin(), loop.closings.end(), backwards) ||
         std::any_of(loop.waits.begin(), loop.waits.end(), ends_early) ||
         std::any_of(loop.steps.begin(), loop.steps.end(), done_early);
}

}  // namespace kept
