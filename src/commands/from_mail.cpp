#include "commands/from_mail.hpp"

#include <algorithm>

#include "commands/customer_options.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::string_view source_of_mail = "mail";

/// As one word of a shell, whatever is in it.
std::string for_a_shell(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

std::vector<MailAddress> possible(const Mailed& mail, Direction direction) {
  if (direction == Direction::out) return mail.message.to;
  std::vector<MailAddress> addresses = mail.message.from;
  const auto& replies = mail.message.reply_to;
  addresses.insert(addresses.end(), replies.begin(), replies.end());
  return addresses;
}

Customer made(const MailAddress& address, Context& context) {
  Customer customer;
  const std::string name = trimmed(address.name);
  customer.name = name.empty() ? address.email : name;
  customer.emails = {address.email};
  customer.added = context.moment(context.now());
  refuse_a_twin(customer, context);
  put(context.store(), customer);
  context.notices.push_back(shown(customer.id) + " " + in_quotes(customer.name) + " is new");
  return customer;
}

[[noreturn]] void refuse_unknown(const MailAddress& address, Context& context) {
  const std::string email = for_a_shell(address.email);
  const auto namesake = customer_with_name(context.store(), address.name);
  const std::string name = for_a_shell(address.name.empty() ? "NAME" : address.name);
  throw Error(
      Exit::not_found,
      "no customer has the e-mail " + in_quotes(address.email) +
          (address.name.empty() ? "" : " (" + address.name + ")"),
      namesake ? "kept edit-customer " + shown(*namesake) + " --email " + email
               : "kept add-customer " + name + " --email " + email + ", or add --create-customer");
}

}  // namespace

Mailed read_mailed(const InputFile& input) {
  const std::string bytes = input.content ? *input.content : read_file(input.name);
  const std::string name = input.shown_name();
  if (bytes.size() > longest_message) {
    throw Error(Exit::rejected, "the mail in " + in_quotes(name) + " is longer than 25 MiB");
  }
  Mailed mail{.message = read_message(bytes), .key = {}, .title = {}};
  const MailMessage& message = mail.message;
  if (message.from.empty() && message.to.empty()) {
    throw Error(Exit::rejected, in_quotes(name) + " is no mail: nobody is named in From or To");
  }
  mail.key = {std::string(source_of_mail), message.id};
  mail.title = subject_of_thread(message.subject);
  return mail;
}

Customer correspondent(const Mailed& mail, Direction direction, bool create, Context& context) {
  const std::vector<MailAddress> addresses = possible(mail, direction);
  for (const MailAddress& each : addresses) {
    const auto known = customer_with_email(context.store(), each.email);
    if (known) return customer(context.store(), *known).value();
  }
  const auto first = std::find_if(addresses.begin(), addresses.end(),
                                  [](const auto& address) { return is_email(address.email); });
  if (first == addresses.end()) {
    const bool is_out = direction == Direction::out;
    throw Error(Exit::not_found,
                std::string("the mail names no address in ") + (is_out ? "To" : "From"),
                "name the customer: kept log CUSTOMER --from-mail FILE");
  }
  if (!create) refuse_unknown(*first, context);
  return made(*first, context);
}

Instant time_of(const Mailed& mail, Context& context) {
  const std::optional<Instant> date = mail.message.date;
  if (date && *date <= context.now()) return *date;
  context.notices.push_back(date ? "the mail is dated " + said(*date, context) +
                                       ", which has not come: now is taken"
                                 : "the mail has no date: now is taken");
  return context.now();
}

std::optional<Loop> loop_of_thread(const Mailed& mail, Id of_customer, Context& context) {
  Store& store = context.store();
  for (const std::string& id : mail.message.answers) {
    const auto key = ExternalKey{std::string(source_of_mail), id};
    const auto answered = record_with_key(store, Kind::entry, key);
    const auto before = answered ? entry(store, *answered) : std::nullopt;
    if (!before || !before->loop || before->customer != of_customer) continue;
    return loop(store, loop_that_stands(store, *before->loop));
  }
  std::vector<Loop> open = open_loops_of(store, of_customer);
  const std::string title = fold(mail.title);
  std::erase_if(open, [&](const Loop& each) { return fold(each.title) != title; });
  return open.size() == 1 ? std::optional(std::move(open.front())) : std::nullopt;
}

std::string words_of(const Mailed& mail, const std::optional<Loop>& loop, bool cut) {
  const MailMessage& message = mail.message;
  std::string words = cut ? without_quoted_end(message.text) : message.text;
  if (words.empty()) words = message.text;
  const bool is_title = loop && fold(loop->title) == fold(mail.title);
  if (!is_title && !mail.title.empty()) {
    words = message.subject + (words.empty() ? "" : "\n\n" + words);
  }
  if (words.empty() && message.files.empty()) return "(a mail without words)";
  std::string_view between = words.empty() ? "" : "\n\n";
  for (const std::string& file : message.files) {
    words += std::string(between) + "[attachment: " + file + "]";
    between = "\n";
  }
  return words;
}

}  // namespace kept
