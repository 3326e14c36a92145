#pragma once

#include "kept/command.hpp"

/// One command, one file beside this one, one line here, one row in table.cpp. (`manual` and
/// `completion` are written from all commands, so they stand above them, in docs/.)

namespace kept {

extern const Command add_customer_command;
extern const Command backup_command;
extern const Command card_command;
extern const Command chase_command;
extern const Command check_command;
extern const Command close_loop_command;
extern const Command completion_command;
extern const Command config_command;
extern const Command confirm_loop_command;
extern const Command date_command;
extern const Command edit_customer_command;
extern const Command edit_entry_command;
extern const Command edit_loop_command;
extern const Command edit_promise_command;
extern const Command export_command;
extern const Command find_command;
extern const Command forget_command;
extern const Command history_command;
extern const Command import_command;
extern const Command keep_promise_command;
extern const Command list_command;
extern const Command log_command;
extern const Command manual_command;
extern const Command merge_loop_command;
extern const Command move_promise_command;
extern const Command open_loop_command;
extern const Command overdue_command;
extern const Command plan_command;
extern const Command promise_command;
extern const Command redo_command;
extern const Command release_promise_command;
extern const Command reopen_loop_command;
extern const Command report_command;
extern const Command restore_command;
extern const Command settle_promise_command;
extern const Command show_command;
extern const Command snooze_command;
extern const Command step_command;
extern const Command today_command;
extern const Command undo_command;
extern const Command unwait_command;
extern const Command wait_command;
extern const Command withdraw_promise_command;

}  // namespace kept
