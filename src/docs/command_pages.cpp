#include "docs/mdoc.hpp"
#include "docs/pages.hpp"
#include "kept/cli.hpp"

namespace kept {

namespace {

/// Every option is shown: nobody should have to guess which of them go together.
std::string synopsis(const Command& command, const Arguments& arguments) {
  std::string lines = ".Sh SYNOPSIS\n.Nm kept " + mdoc::code(command.name) + '\n';
  for (const Parameter& each : arguments.all()) {
    if (each.hidden) continue;
    lines += (each.required ? "." : ".Op ") + mdoc::parameter(each) + '\n';
    if (each.repeatable) lines += ".Ar ...\n";
  }
  return lines;
}

bool takes(const Arguments& arguments, std::string_view value_name) {
  for (const Parameter& each : arguments.all()) {
    if (each.value_name == value_name || each.names.front() == value_name) return true;
  }
  return false;
}

std::string see_also(const Command& command, const Arguments& arguments) {
  std::string lines = ".Sh SEE ALSO\n.Xr kept 1";
  if (command.name == "config") lines += " ,\n.Xr kept-config 5";
  if (command.name == "date" || takes(arguments, "WHEN")) lines += " ,\n.Xr kept-dates 7";
  if (command.name == "import" || command.name == "export") lines += " ,\n.Xr kept-import 7";
  return lines + '\n';
}

/// A summary begins in lower case and has no full stop, as the list of commands wants it.
std::string sentence(std::string_view summary) {
  std::string all(summary);
  if (all.front() >= 'a' && all.front() <= 'z') all.front() = static_cast<char>(all.front() - 32);
  return all + '.';
}

}  // namespace

ManualPage page_of(const Command& command) {
  Arguments arguments;
  command.declare(arguments);
  Arguments globals;
  GlobalOptions options;
  declare_globals(globals, options);
  const std::string name = "kept-" + std::string(command.name);
  std::string text = mdoc::head(name, '1', command.summary) + synopsis(command, arguments) +
                     ".Sh DESCRIPTION\n" + mdoc::text(sentence(command.summary)) +
                     mdoc::details(command.details);
  const std::string own = mdoc::parameter_list(arguments.all());
  if (!own.empty()) text += ".Ss Arguments and options\n" + own;
  text += ".Ss Options of every command\n" + mdoc::parameter_list(globals.all()) +
          ".Sh EXIT STATUS\nAs of every command: see\n.Xr kept 1 .\n" + ".Sh EXAMPLES\n" +
          mdoc::block(command.examples) + see_also(command, arguments);
  return {name, '1', std::move(text)};
}

}  // namespace kept
