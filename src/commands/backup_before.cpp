#include "commands/backup_before.hpp"

#include <string_view>
#include <system_error>

#include "kept/store.hpp"

namespace kept {

namespace {

constexpr std::string_view label = "before-import-";

}  // namespace

BackupBefore::BackupBefore(Context& context)
    : made(back_up_into(context.store(), context.settings.backups, label, context.now())),
      newest(context.settings.config.backup_keep) {}

BackupBefore::~BackupBefore() {
  std::error_code ignored;
  if (!kept) std::filesystem::remove(made, ignored);
}

void BackupBefore::keep() {
  kept = true;
  try {
    erase_oldest_backups(made, label, newest);
  } catch (const Error&) {
    // The import stands: that older copies stay, too, is no failure of it.
  }
}

std::shared_ptr<BackupBefore> backup_before(std::uintmax_t bytes, Context& context) {
  const Settings& settings = context.settings;
  const auto big = static_cast<std::uintmax_t>(settings.config.backup_before_import) * 1024;
  const bool is_small = bytes > 0 && bytes < big;
  if (is_small || settings.dry_run || changes(context.store(), 1).empty()) return nullptr;
  return std::make_shared<BackupBefore>(context);
}

}  // namespace kept
