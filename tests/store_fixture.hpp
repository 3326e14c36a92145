#pragma once

#include <filesystem>
#include <stdlib.h>
#include <string>

#include "kept/store.hpp"

/// Records and folders for the tests of the store.

namespace kept::test {

inline Instant at(std::int64_t second) {
  return Instant{std::chrono::seconds{1'774'000'000 + second}};
}

/// A folder of its own, gone with everything in it at the end of the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kept-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }

  std::filesystem::path file() const { return path / "kept.db"; }
  std::filesystem::path backups() const { return path / "backups"; }
  Store write() const { return Store::open_to_write(file(), backups(), at(0)); }
  Store read() const { return Store::open_to_read(file(), backups(), at(0)); }

  std::filesystem::path path;
};

inline Customer new_customer(Store& store, const std::string& name = "Dana Levi") {
  Customer customer;
  customer.name = name;
  customer.added = {at(0), store.recording()};
  put(store, customer);
  return customer;
}

inline Loop new_loop(Store& store, Id customer, const std::string& title = "Logo") {
  Loop loop;
  loop.customer = customer;
  loop.title = title;
  loop.opened = {at(0), store.recording()};
  put(store, loop);
  return loop;
}

inline Entry entry_of(Store& store, const Loop& loop, Direction direction, int second) {
  Entry entry;
  entry.customer = loop.customer;
  entry.loop = loop.id;
  entry.direction = direction;
  entry.happened = {at(second), store.recording()};
  entry.text = "When is it ready?";
  entry.is_private = direction == Direction::note;
  if (direction == Direction::in) entry.answer_late_from = at(second + 86'400);
  return entry;
}

inline Entry new_entry(Store& store, const Loop& loop, Direction direction, int second) {
  Entry entry = entry_of(store, loop, direction, second);
  put(store, entry);
  return entry;
}

inline Deadline deadline(std::int64_t recorded, int set, int late_from) {
  const Day day = std::chrono::floor<std::chrono::days>(Zone::utc().local(at(late_from)));
  const Moment moment{at(set), recorded};
  return {.due = {day, "UTC", at(late_from)}, .set = moment, .told = moment, .because = ""};
}

inline Promise promise_of(Store& store, Id customer, int late_from = 1000) {
  Promise promise;
  promise.customer = customer;
  promise.text = "send the logo";
  promise.made = {at(0), store.recording()};
  promise.deadlines = {deadline(store.recording(), 0, late_from)};
  return promise;
}

inline Promise new_promise(Store& store, Id customer, int late_from = 1000) {
  Promise promise = promise_of(store, customer, late_from);
  put(store, promise);
  return promise;
}

}  // namespace kept::test
