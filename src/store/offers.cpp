#include "store/rows.hpp"

namespace kept {

namespace {

std::vector<RecordOffer> offers(Query& query, Kind kind) {
  return query.all([kind](Row row) {
    const Id id{kind, row.number()};
    const Id customer{Kind::customer, row.number()};
    return RecordOffer{id, customer, row.text()};
  });
}

}  // namespace

std::vector<CustomerOffer> customer_offers(Store& store) {
  return Query(store,
               "select id, name, handle, org, folded_name, folded_handle from customer"
               " where forgotten_at is null order by folded_name, id")
      .all([](Row row) {
        CustomerOffer offer;
        offer.id = Id{Kind::customer, row.number()};
        for (std::string* text :
             {&offer.name, &offer.handle, &offer.org, &offer.folded_name, &offer.folded_handle}) {
          *text = row.text();
        }
        return offer;
      });
}

std::vector<RecordOffer> loop_offers(Store& store, Offered which) {
  if (which == Offered::all) {
    Query query(store, "select id, customer, title from loop order by id desc");
    return offers(query, Kind::loop);
  }
  Query query(store,
              "select loop.id, loop.customer, loop.title from loop_state"
              " join loop on loop.id = loop_state.loop where loop_state.closed = :closed"
              " order by loop.id desc");
  return offers(query.bind(":closed", which == Offered::closed), Kind::loop);
}

std::vector<RecordOffer> promise_offers(Store& store, Offered which) {
  Query query(store,
              "select promise.id, promise.customer, promise.text from promise"
              " left join promise_state on promise_state.promise = promise.id"
              " where :all or :open = (promise.ending is null"
              " or promise_state.attention_from is not null)"
              " order by promise.id desc");
  query.bind(":all", which == Offered::all).bind(":open", which == Offered::open);
  return offers(query, Kind::promise);
}

std::vector<RecordOffer> step_offers(Store& store, Offered which) {
  Query query(store,
              "select step.loop, step.number, loop.customer, step.text from step"
              " join loop on loop.id = step.loop where :all or :open = (step.ended_at is null)"
              " order by step.loop desc, step.number");
  query.bind(":all", which == Offered::all).bind(":open", which == Offered::open);
  return query.all([](Row row) {
    const std::int64_t loop = row.number();
    const std::int64_t step = row.number();
    const Id customer{Kind::customer, row.number()};
    return RecordOffer{{Kind::step, loop, step}, customer, row.text()};
  });
}

std::vector<RecordOffer> entry_offers(Store& store, std::size_t most) {
  Query query(store, "select id, customer, text from entry order by id desc limit :most");
  return offers(query.bind(":most", static_cast<std::int64_t>(most)), Kind::entry);
}

}  // namespace kept
