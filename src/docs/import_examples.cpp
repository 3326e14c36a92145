#include "docs/mdoc.hpp"
#include "docs/pages.hpp"

namespace kept {

namespace {

constexpr std::string_view customers_file =
    "name,handle,emails,phones,tags\n"
    "Dana Example,dana,dana@example.com,050-555-0101,vip\n"
    "נועה דוגמה,noa,noa@example.com,,\"חתונה,2026\"\n";

constexpr std::string_view customers_command =
    "kept import customers customers.csv --dry-run\n"
    "kept import customers customers.csv\n";

constexpr std::string_view tickets = R"mdoc(.Ss Tickets of a help desk
This is what a help desk exported as
.Pa tickets.csv :
a ticket a row, semicolons between fields, the day before the month, its own
words for types and priorities, and the last reply in the ticket's row.
Here it is turned on its side: its header stands on the left, and each column
is a ticket.
)mdoc";

constexpr std::string_view tickets_file =
    "Ticket     T-1041            T-1042\n"
    "Requester  Dana Example      Example Bakery\n"
    "E-mail     dana@example.com  shop@example.com\n"
    "Subject    Logo in blue      Wrong price\n"
    "Type       Design            Billing\n"
    "Prio       2                 1\n"
    "Created    22/03/2026 09:10  20/03/2026 16:45\n"
    "Status     Open              Closed\n"
    "Closed on                    21/03/2026 10:05\n"
    "Message    Make it blue.     A price is wrong.\n"
    "Reply                        We reprint it.\n"
    "Replied                      20/03/2026 17:30\n"
    "Due        25/03/2026\n";

constexpr std::string_view tickets_rules =
    "source = \"helpdesk\"\n"
    "create-customers = true\n"
    "dates = \"day-first\"            # 22/03/2026\n"
    "zone = \"Asia/Jerusalem\"        # of the times in the file\n"
    "separator = \";\"\n"
    "\n"
    "[customer]                     # whose ticket it is\n"
    "key = \"{E-mail}\"\n"
    "name = \"{Requester}\"\n"
    "emails = \"{E-mail}\"\n"
    "\n"
    "[loop]                         # the ticket itself\n"
    "key = \"{Ticket}\"\n"
    "title = \"{Subject}\"\n"
    "opened = \"{Created}\"\n"
    "closed = { from = \"{Closed on}\", if = \"Status = Closed\" }\n"
    "\n"
    "[loop.kind]\n"
    "from = \"{Type}\"\n"
    "values = { Design = \"request\", Billing = \"complaint\", \"*\" = \"other\" }\n"
    "\n"
    "[loop.priority]\n"
    "from = \"{Prio}\"\n"
    "values = { 1 = \"high\", 2 = \"normal\", \"*\" = \"low\" }\n"
    "default = \"normal\"             # where the column is empty\n"
    "\n"
    "[[entry]]                      # what the customer wrote\n"
    "direction = \"in\"\n"
    "channel = \"email\"\n"
    "at = \"{Created}\"\n"
    "text = \"{Message}\"\n"
    "\n"
    "[[entry]]                      # the answer, where there is one\n"
    "if = \"Reply !=\"\n"
    "direction = \"out\"\n"
    "channel = \"email\"\n"
    "at = \"{Replied}\"\n"
    "text = \"{Reply}\"\n"
    "\n"
    "[[promise]]                    # an open ticket with a due day\n"
    "if = [\"Due !=\", \"Status != Closed\"]\n"
    "text = \"{Ticket}: {Subject}\"\n"
    "made = \"{Created}\"\n"
    "due = \"{Due}\"\n";

constexpr std::string_view tickets_commands =
    "kept import loops tickets.csv --rules helpdesk.toml --dry-run\n"
    "kept import loops tickets.csv --rules helpdesk.toml\n"
    "kept import loops tickets.csv --rules helpdesk.toml --on-conflict update\n";

}  // namespace

std::string import_examples() {
  std::string text = mdoc::block(customers_file) + ".Pp\nTry it, then do it:\n";
  text += mdoc::block(customers_command);
  text += tickets;
  text += mdoc::block(tickets_file);
  text += ".Pp\nThe rules for it, in\n.Pa helpdesk.toml :\n" + mdoc::block(tickets_rules);
  text +=
      ".Pp\nA dry run shows what is wrong in rules and rows; the next run takes the\n"
      "tickets; and a later export of the same help desk brings what is new, and with\n"
      ".Cm update\nwhat has changed:\n";
  text += mdoc::block(tickets_commands);
  return text;
}

}  // namespace kept
