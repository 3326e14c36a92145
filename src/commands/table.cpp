#include "commands/table.hpp"

#include <array>

namespace kept {

namespace {

// The order in which help shows them, group by group.
constexpr std::array all{
    &add_customer_command,
    &log_command,
    &promise_command,
    &overdue_command,
    &close_loop_command,
    &report_command,
    &keep_promise_command,
    &move_promise_command,
    &settle_promise_command,
    &release_promise_command,
    &withdraw_promise_command,
    &today_command,
    &edit_customer_command,
    &card_command,
    &forget_command,
    &open_loop_command,
    &step_command,
    &plan_command,
    &wait_command,
    &unwait_command,
    &snooze_command,
    &chase_command,
    &confirm_loop_command,
    &reopen_loop_command,
    &merge_loop_command,
    &list_command,
    &show_command,
    &find_command,
    &edit_loop_command,
    &edit_promise_command,
    &edit_entry_command,
    &import_command,
    &export_command,
    &undo_command,
    &redo_command,
    &history_command,
    &backup_command,
    &restore_command,
    &check_command,
    &config_command,
    &date_command,
    &manual_command,
    &completion_command,
};

}  // namespace

std::span<const Command* const> commands() {
  return all;
}

}  // namespace kept
