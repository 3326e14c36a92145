#include "kept/fields.hpp"

#include <array>

namespace kept {

namespace {

constexpr std::array customer_fields{
    FieldName{"key", "its id in the other system, or SOURCE:ID; several as a JSON array"},
    FieldName{"name", "needed"},
    FieldName{"handle", "a short name, unique"},
    FieldName{"org", "a firm"},
    FieldName{"lang", "he, en, ..."},
    FieldName{"type",
              "meticulous, pedantic, angry, demanding, confused, manipulative, "
              "passive-aggressive or pressed"},
    FieldName{"emails", "separated by commas"},
    FieldName{"phones", "separated by commas"},
    FieldName{"tags", "separated by commas"},
    FieldName{"fields", "a JSON object of names and values; or fields.NAME, one value"},
    FieldName{"added", "when; otherwise now"}};

constexpr std::array loop_fields{
    FieldName{"key", "its id in the other system, or SOURCE:ID"},
    FieldName{"customer",
              "id, handle, e-mail, phone, full name or SOURCE:ID; needed, unless "
              "customer.key or customer.name is given"},
    FieldName{"title", "needed"},
    FieldName{"kind", "inquiry, request, complaint, order, objection or other"},
    FieldName{"priority", "low, normal, high or urgent"},
    FieldName{"product", "what it is about"},
    FieldName{"opened", "when; otherwise now"},
    FieldName{"status",
              "open, waiting or closed; otherwise closed where closed is given, waiting "
              "where waiting_on is"},
    FieldName{"closed", "when; counts only where the loop is closed, as all up to lesson do"},
    FieldName{"outcome", "resolved, declined, lapsed or duplicate; otherwise resolved"},
    FieldName{"confirmed", "yes or no: the customer said that it is settled"},
    FieldName{"rating", "1 to 5"},
    FieldName{"words", "the customer's words about it"},
    FieldName{"cause", "private"},
    FieldName{"lesson", "private"},
    FieldName{"reopenings", "the closings that were reopened: a JSON array of objects"},
    FieldName{"waiting_on", "customer, third or snooze; otherwise customer"},
    FieldName{"waiting_since", "when; otherwise opened; counts only where the loop is waiting"},
    FieldName{"waiting_until", "when it ends by itself"},
    FieldName{"waiting_for", "a reason"},
    FieldName{"waits", "those that have ended: a JSON array of objects"}};

constexpr std::array entry_fields{
    FieldName{"key", "its id in the other system, or SOURCE:ID"},
    FieldName{"customer", "as of a loop; not needed where a loop is given"},
    FieldName{"loop", "id or SOURCE:ID"},
    FieldName{"direction", "in, out, talk or note; needed"},
    FieldName{"at", "when; otherwise now"},
    FieldName{"channel", "phone, email, whatsapp, ..."},
    FieldName{"minutes", "how long it took"},
    FieldName{"mood", "angry, unhappy, neutral, pleased or delighted"},
    FieldName{"text", "needed"},
    FieldName{"no_answer", "yes or no: it wants no answer and is none"},
    FieldName{"private", "yes or no; a note always is"},
    FieldName{"tags", "separated by commas"},
    FieldName{"answer_by", "when an answer is late; otherwise after one business day"}};

constexpr std::array promise_fields{
    FieldName{"key", "its id in the other system, or SOURCE:ID"},
    FieldName{"customer", "as of a loop; not needed where a loop is given"},
    FieldName{"loop", "id or SOURCE:ID"},
    FieldName{"whose", "ours or theirs; otherwise ours"},
    FieldName{"text", "needed"},
    FieldName{"made", "when; otherwise now"},
    FieldName{"due", "as it was first promised: a day or a minute; needed"},
    FieldName{"zone", "of the due times, where not that of the import"},
    FieldName{"moves", "the due times after the first: a JSON array of objects"},
    FieldName{"ending", "kept, released or withdrawn; otherwise kept where ended is given"},
    FieldName{"ended", "when"},
    FieldName{"told", "when the customer was told of a withdrawal"},
    FieldName{"note", "about the ending"},
    FieldName{"settlements", "what made up for breaches: a JSON array of objects"}};

}  // namespace

std::span<const FieldName> fields_of(Kind kind) {
  switch (kind) {
    case Kind::customer:
      return customer_fields;
    case Kind::loop:
      return loop_fields;
    case Kind::entry:
      return entry_fields;
    case Kind::promise:
      return promise_fields;
    case Kind::change:
      break;
  }
  return {};
}

}  // namespace kept
