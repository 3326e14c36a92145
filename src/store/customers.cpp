#include <algorithm>
#include <array>

#include "kept/text.hpp"
#include "store/rows.hpp"

namespace kept {

namespace {

void put_contacts(Store& store, Id customer, const std::string& kind,
                  const std::vector<std::string>& values) {
  Query insert(store,
               "insert into contact(customer, kind, position, value, folded)"
               " values (:customer, :kind, :position, :value, :folded)");
  int position = 0;
  for (const std::string& value : values) {
    insert.bind(":customer", customer)
        .bind(":kind", kind)
        .bind(":position", position++)
        .bind(":value", value)
        .bind(":folded", kind == "phone" ? phone_key(value) : fold(value))
        .run_and_reset();
  }
}

void put_tags(Store& store, const Customer& customer) {
  Query insert(store,
               "insert into customer_tag(customer, position, tag)"
               " values (:customer, :position, :tag)");
  int position = 0;
  for (const std::string& tag : customer.tags) {
    insert.bind(":customer", customer.id)
        .bind(":position", position++)
        .bind(":tag", tag)
        .run_and_reset();
  }
}

void put_fields(Store& store, const Customer& customer) {
  Query insert(store,
               "insert into customer_field(customer, name, position, value)"
               " values (:customer, :name, :position, :value)");
  int position = 0;
  for (const Field& field : customer.fields) {
    insert.bind(":customer", customer.id)
        .bind(":name", field.name)
        .bind(":position", position++)
        .bind(":value", field.value)
        .run_and_reset();
  }
}

// The session makes one update, or none, of a row that is erased and put back.
void erase_children(Store& store, Id customer) {
  for (const char* sql : {"delete from contact where customer = :customer",
                          "delete from customer_tag where customer = :customer",
                          "delete from customer_field where customer = :customer"}) {
    Query(store, sql).bind(":customer", customer).run();
  }
  erase_keys(store, customer);
}

void put_row(Store& store, const Customer& customer) {
  Query(store,
        "insert into customer(id, name, folded_name, handle, folded_handle, org, lang, type,"
        " added_at, added_recorded, forgotten_at, forgotten_recorded)"
        " values (:id, :name, :folded_name, :handle, :folded_handle, :org, :lang, :type,"
        " :added_at, :added_recorded, :forgotten_at, :forgotten_recorded)"
        " on conflict(id) do update set name = excluded.name, folded_name = excluded.folded_name,"
        " handle = excluded.handle, folded_handle = excluded.folded_handle, org = excluded.org,"
        " lang = excluded.lang, type = excluded.type, added_at = excluded.added_at,"
        " added_recorded = excluded.added_recorded, forgotten_at = excluded.forgotten_at,"
        " forgotten_recorded = excluded.forgotten_recorded")
      .bind(":id", customer.id)
      .bind(":name", customer.name)
      .bind(":folded_name", fold(customer.name))
      .bind(":handle", customer.handle)
      .bind(":folded_handle", fold(customer.handle))
      .bind(":org", customer.org)
      .bind(":lang", customer.lang)
      .bind(":type", customer.type)
      .bind(":added_at", ":added_recorded", customer.added)
      .bind(":forgotten_at", ":forgotten_recorded", customer.forgotten)
      .run();
}

Customer read_customer(Row row) {
  Customer read;
  read.id = row.id(Kind::customer);
  read.name = row.text();
  row.skip();
  read.handle = row.text();
  row.skip();
  read.org = row.text();
  read.lang = row.text();
  read.type = row.choice_if_any<CustomerType>();
  read.added = row.moment();
  read.forgotten = row.moment_if_any();
  return read;
}

struct Contact {
  bool is_email;
  std::string value;
};

Contact read_contact(Row row) {
  const bool is_email = row.text() == "email";
  return {is_email, row.text()};
}

std::string read_tag(Row row) {
  return row.text();
}

Field read_field(Row row) {
  std::string name = row.text();
  return {std::move(name), row.text()};
}

template <class Contacted>
void add_contacts(const std::vector<Contact>& contacts, Contacted& to) {
  for (const Contact& contact : contacts) {
    (contact.is_email ? to.emails : to.phones).push_back(contact.value);
  }
}

Parts<Contact> contacts_of(Store& store, Id customer) {
  return {store,
          "select customer, kind, value from contact where customer = :customer"
          " order by kind, position",
          read_contact, ":customer", customer};
}

struct CustomerParts {
  Parts<Contact> contacts;
  Parts<std::string> tags;
  Parts<Field> fields;
  Parts<ExternalKey> keys;

  void join(Customer& customer) {
    add_contacts(contacts.of(customer.id), customer);
    customer.tags = tags.of(customer.id);
    customer.fields = fields.of(customer.id);
    customer.keys = keys.of(customer.id);
  }
};

CustomerParts parts_of_one(Store& store, Id customer) {
  return {.contacts = contacts_of(store, customer),
          .tags = {store,
                   "select customer, tag from customer_tag where customer = :customer"
                   " order by position",
                   read_tag, ":customer", customer},
          .fields = {store,
                     "select customer, name, value from customer_field where customer = :customer"
                     " order by position",
                     read_field, ":customer", customer},
          .keys = keys_of(store, customer)};
}

CustomerParts parts_of_all(Store& store) {
  return {
      .contacts = {store,
                   "select customer, kind, value from contact order by customer, kind, position",
                   read_contact},
      .tags = {store, "select customer, tag from customer_tag order by customer, position",
               read_tag},
      .fields = {store,
                 "select customer, name, value from customer_field order by customer, position",
                 read_field},
      .keys = all_keys(store, Kind::customer)};
}

NameCard read_card(Row row) {
  NameCard card;
  card.id = row.id(Kind::customer);
  card.name = row.text();
  card.handle = row.text();
  card.org = row.text();
  return card;
}

// Each level is one whole statement: what is typed is never a part of it.
const char* cards_at(NameLevel level) {
  switch (level) {
    case NameLevel::id:
      return "select id, name, handle, org from customer where id = :typed order by id";
    case NameLevel::handle:
      return "select id, name, handle, org from customer"
             " where folded_handle = :typed and folded_handle <> '' order by id";
    case NameLevel::email:
      return "select id, name, handle, org from customer where id in"
             " (select customer from contact where kind = 'email' and folded = :typed) order by id";
    case NameLevel::phone:
      return "select id, name, handle, org from customer where id in"
             " (select customer from contact where kind = 'phone' and folded = :typed) order by id";
    case NameLevel::full_name:
      return "select id, name, handle, org from customer"
             " where folded_name = :typed and forgotten_at is null order by id";
    case NameLevel::word_prefixes:
      break;
  }
  return "select id, name, handle, org from customer"
         " where forgotten_at is null and (instr(folded_name, :typed) > 0 or org <> '')"
         " order by id";
}

// All who may be meant, and perhaps others. Names are stored folded, so that few are folded again.
std::vector<NameCard> cards_to_judge(Store& store, const NameQuery& query, NameLevel level) {
  Query cards(store, cards_at(level));
  if (level == NameLevel::id) {
    if (!query.id) return {};
    cards.bind(":typed", *query.id);
  } else if (level == NameLevel::word_prefixes) {
    if (query.words.empty()) return {};
    cards.bind(":typed", query.words.front());
  } else {
    cards.bind(":typed", level == NameLevel::phone ? phone_key(query.digits) : query.folded);
  }
  return cards.all(read_card);
}

std::optional<Id> customer_id(Query& query) {
  return query.first([](Row row) { return row.id(Kind::customer); });
}

}  // namespace

void put(Store& store, Customer& customer) {
  if (customer.id.number == 0) {
    customer.id.number = draw_number(store, Kind::customer);
  } else {
    erase_children(store, customer.id);
  }
  put_row(store, customer);
  put_contacts(store, customer.id, "email", customer.emails);
  put_contacts(store, customer.id, "phone", customer.phones);
  put_tags(store, customer);
  put_fields(store, customer);
  put_keys(store, customer.id, customer.keys);
  wrote(store, customer.id, words_of(customer));
}

std::optional<Customer> customer(Store& store, Id id) {
  std::optional<Customer> found =
      Query(store, "select * from customer where id = :id").bind(":id", id).first(read_customer);
  if (found) parts_of_one(store, id).join(*found);
  return found;
}

void each_customer(Store& store, const std::function<void(Customer&)>& visit) {
  Query query(store, "select * from customer order by id");
  CustomerParts parts = parts_of_all(store);
  while (query.next()) {
    Customer customer = read_customer(query.row());
    parts.join(customer);
    visit(customer);
  }
}

std::vector<Customer> customers(Store& store) {
  std::vector<Customer> all;
  each_customer(store, [&](Customer& customer) { all.push_back(std::move(customer)); });
  return all;
}

std::vector<NameCard> customers_meant(Store& store, const NameQuery& query, NameLevel level) {
  std::vector<NameCard> found = cards_to_judge(store, query, level);
  // Of many names, the contacts of those that are meant only are read.
  const auto is_other = [&](const NameCard& card) { return !is_meant(query, level, card); };
  if (level == NameLevel::word_prefixes) std::erase_if(found, is_other);
  for (NameCard& card : found) add_contacts(contacts_of(store, card.id).of(card.id), card);
  std::erase_if(found, is_other);
  return found;
}

std::string name_of_customer(Store& store, Id id) {
  return Query(store, "select name from customer where id = :id")
      .bind(":id", id)
      .first([](Row row) { return row.text(); })
      .value_or("");
}

std::vector<std::string> customer_names(Store& store) {
  return Query(store,
               "select name from customer where forgotten_at is null union all"
               " select handle from customer where handle <> ''")
      .all([](Row row) { return row.text(); });
}

std::optional<Id> customer_with_handle(Store& store, std::string_view handle) {
  Query query(store,
              "select id from customer where folded_handle = :handle and folded_handle <> ''");
  return customer_id(query.bind(":handle", fold(handle)));
}

std::optional<Id> customer_with_email(Store& store, std::string_view email) {
  Query query(store,
              "select customer from contact where kind = 'email' and folded = :email"
              " order by customer");
  return customer_id(query.bind(":email", fold(email)));
}

std::optional<Id> customer_with_phone(Store& store, std::string_view phone) {
  Query query(store,
              "select customer from contact where kind = 'phone' and folded = :phone"
              " and folded <> '' order by customer");
  return customer_id(query.bind(":phone", phone_key(phone)));
}

std::optional<Id> customer_with_name(Store& store, std::string_view name) {
  Query query(store,
              "select id from customer where folded_name = :name and forgotten_at is null"
              " order by id");
  return customer_id(query.bind(":name", fold(name)));
}

std::vector<Id> customers_with_name(Store& store, std::string_view name,
                                    std::string_view without_key_of) {
  Query query(
      store,
      "select id from customer where folded_name = :name and forgotten_at is null and not exists"
      " (select 1 from customer_key where customer_key.customer = customer.id"
      " and customer_key.source = :source) order by id limit 3");
  query.bind(":name", fold(name)).bind(":source", std::string(without_key_of));
  return query.all([](Row row) { return row.id(Kind::customer); });
}

}  // namespace kept
