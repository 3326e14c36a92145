#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kept/message.hpp"
#include "kept/text.hpp"
#include "require.hpp"

// Whatever a mail holds, what is read of it is text, and the same each time; nothing is made up
// that is longer than what came in, but by what one byte may be as a letter.

namespace {

using namespace kept;

void check(const std::string& text) {
  require(is_utf8(text) && text.find('\0') == std::string::npos);
}

void check(const std::vector<MailAddress>& addresses) {
  for (const MailAddress& each : addresses) {
    check(each.name);
    check(each.email);
    require(each.email.find('@') != std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const MailMessage message = read_message(bytes);
  check(message.from);
  check(message.reply_to);
  check(message.to);
  check(message.subject);
  check(message.id);
  check(message.text);
  for (const std::string& id : message.answers) check(id);
  for (const std::string& file : message.files) check(file);
  require(!message.id.empty());
  constexpr std::size_t longest_letter = 6;  // two bytes of no letter, each as U+FFFD
  require(message.text.size() <= longest_letter * (size + 1));
  const std::string thread = subject_of_thread(message.subject);
  check(thread);
  require(subject_of_thread(thread) == thread);
  check(without_quoted_end(message.text));
  require(read_message(bytes).text == message.text);
  return 0;
}
