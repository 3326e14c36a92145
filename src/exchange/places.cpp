#include <algorithm>

#include "kept/exchange.hpp"

namespace kept {

namespace {

constexpr int last_place = 999;

/// Those in the fields of objects, too.
template <class Visit>
void each_event(Cell& cell, const Visit& visit) {
  if (auto* const event = std::get_if<Happened>(&cell)) visit(*event);
  auto* const records = std::get_if<Records>(&cell);
  if (records == nullptr) return;
  for (Record& record : records->all) {
    for (NamedCell& field : record.fields) each_event(field.cell, visit);
  }
}

}  // namespace

Places::Places(Store& store) {
  const auto add = [&](const auto& record) {
    for (Cell& cell : field_cells(record)) {
      each_event(cell, [&](const Happened& event) {
        later.push_back({record.customer, event.moment});
      });
    }
  };
  each_loop(store, add);
  each_entry(store, add);
  each_promise(store, add);
  std::sort(later.begin(), later.end());
  later.erase(std::unique(later.begin(), later.end()), later.end());
  leave_out_the_first();
}

void Places::leave_out_the_first() {
  const Event* before = nullptr;
  int place = 0;
  for (Event& event : later) {
    const bool same_second = before != nullptr && before->customer == event.customer &&
                             before->moment.at == event.moment.at;
    place = same_second ? std::min(place + 1, last_place) : 0;
    event.place = place;
    before = &event;
  }
  std::erase_if(later, [](const Event& event) { return event.place == 0; });
  later.shrink_to_fit();
}

void Places::tell(std::span<Cell> cells, Id customer) const {
  for (Cell& cell : cells) {
    each_event(cell, [&](Happened& event) {
      const auto found =
          std::lower_bound(later.begin(), later.end(), Event{customer, event.moment});
      const bool known =
          found != later.end() && found->customer == customer && found->moment == event.moment;
      event.place = known ? found->place : 0;
    });
  }
}

}  // namespace kept
