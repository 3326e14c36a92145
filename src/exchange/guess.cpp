#include "kept/guess.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "exchange/sample.hpp"
#include "kept/error.hpp"
#include "kept/exchange.hpp"
#include "kept/rules.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

// ---- what columns are called -----------------------------------------------------------------

/// What a column may be, the likelier first where a name fits several.
enum class Role {
  customer_key,
  first_name,
  last_name,
  name,
  email,
  phone,
  org,
  key,
  title,
  kind,
  priority,
  status,
  product,
  closed,
  due,
  opened,
  direction,
  channel,
  answer,
  text,
  rating
};

struct Called {
  Role role;
  std::string_view names;  ///< plain_name()s, between spaces
};
constexpr std::array called{
    Called{Role::customer_key,
           "customerid clientid contactid accountid customernumber customerno customercode "
           "מספרלקוח קודלקוח מזההלקוח"},
    Called{Role::first_name, "firstname givenname customerfirstname שםפרטי"},
    Called{Role::last_name, "lastname surname familyname customerlastname שםמשפחה"},
    Called{Role::name,
           "customername customer clientname client contactname contact fullname requester "
           "requestername name reporter who שםלקוח שםהלקוח לקוח שםמלא שם אישקשר פונה שםהפונה"},
    Called{Role::email,
           "customeremail email emailaddress mail clientemail contactemail requesteremail דואל "
           "אימייל מייל כתובתמייל דואראלקטרוני"},
    Called{Role::phone,
           "phone phonenumber mobile mobilephone cell cellphone tel telephone customerphone "
           "contactphone טלפון נייד טלפוןנייד מספרטלפון פלאפון"},
    Called{Role::org, "organization organisation company org companyname account חברה ארגון עסק"},
    Called{Role::key,
           "ticketid id ticket ticketnumber ticketno caseid case casenumber issueid issuekey key "
           "requestid number no orderid ordernumber taskid externalid reference מספרפנייה "
           "מספרפניה מספרקריאה מזהה מספר קריאה מספרהזמנה"},
    Called{Role::title,
           "ticketsubject subject title summary topic issue task taskname headline נושא כותרת "
           "נושאהפנייה משימה"},
    Called{Role::kind,
           "tickettype type kind category issuetype requesttype casetype סוג סוגפנייה סוגפניה "
           "קטגוריה"},
    Called{Role::priority, "priority ticketpriority urgency severity עדיפות דחיפות"},
    Called{Role::status, "status ticketstatus state casestatus סטטוס מצב"},
    Called{Role::product, "product productpurchased item service מוצר שירות"},
    Called{Role::closed,
           "closed closedat closedon closeddate dateclosed resolved resolvedat resolvedon "
           "resolutiondate dateresolved timetoresolution resolutiontime solved solvedat solvedon "
           "completed completedat completedon נסגר תאריךסגירה נסגרבתאריך"},
    Called{Role::due,
           "due duedate dueat dueby dueon deadline promisedby promiseddate targetdate תאריךיעד "
           "יעד מועד לביצועעד מועדאחרון"},
    Called{Role::opened,
           "opened openedat openedon dateopened opendate created createdat createdon createdate "
           "datecreated creationdate date datetime time timestamp submitted submittedat received "
           "receivedat reportedat firstresponsetime נפתח תאריךפתיחה תאריך נוצר תאריךיצירה מתי"},
    Called{Role::direction, "direction inout incoming כיוון"},
    Called{Role::channel, "ticketchannel channel source via medium ערוץ אמצעי מקור"},
    Called{Role::answer,
           "resolution answer response reply solution agentresponse תשובה פתרון מענה"},
    Called{Role::text,
           "ticketdescription description body message text details content comment comments note "
           "notes question promise תיאור תוכן הודעה פירוט הערות הערה טקסט מה הבטחה"},
    Called{Role::rating,
           "rating customersatisfactionrating satisfaction satisfactionrating csat score דירוג "
           "שביעותרצון"}};

bool is_date(Role role) {
  return role == Role::closed || role == Role::due || role == Role::opened;
}

template <class Is>
bool most_are(const SampleColumn& column, Is is) {
  const auto count = std::count_if(column.values.begin(), column.values.end(), is);
  return !column.values.empty() && static_cast<std::size_t>(count) * 2 > column.values.size();
}

bool is_rating(const std::string& value) {
  return value.size() <= 3 && value[0] >= '1' && value[0] <= '5' &&
         value.find_first_not_of(".0", 1) == std::string::npos;
}

/// A name alone proves nothing: `Contact` may hold phones, `Due` amounts.
bool may_be(Role role, const SampleColumn& column) {
  if (column.values.empty()) return true;
  if (is_date(role)) return are_dates(column.values);
  if (role == Role::email) return most_are(column, is_email);
  if (role == Role::phone) return most_are(column, is_phone);
  if (role == Role::rating) return most_are(column, is_rating);
  if (role == Role::name) return !most_are(column, is_email) && !most_are(column, is_phone);
  return true;
}

using Roles = std::map<Role, const SampleColumn*>;

Roles roles_of(const Sample& sample) {
  Roles roles;
  const auto is_taken = [&](const SampleColumn& column) {
    return std::any_of(roles.begin(), roles.end(),
                       [&](const auto& each) { return each.second == &column; });
  };
  const auto has_braces = [](const SampleColumn& column) {
    return column.name.find_first_of("{}") != std::string::npos;  // no rule can name it
  };
  for (const auto& [role, names] : called) {
    for (const std::string& name : words(names)) {
      for (const SampleColumn& column : sample.columns) {
        const bool fits = column.plain == name && may_be(role, column);
        if (fits && !is_taken(column) && !has_braces(column)) roles.emplace(role, &column);
      }
    }
  }
  for (const SampleColumn& column : sample.columns) {
    if (is_taken(column) || has_braces(column)) continue;
    if (most_are(column, is_email)) roles.emplace(Role::email, &column);
  }
  return roles;
}

Kind likely_kind(const Roles& roles) {
  const auto has = [&](Role role) { return roles.contains(role); };
  if (has(Role::direction) && has(Role::text)) return Kind::entry;
  if (has(Role::title) || has(Role::status))
    return has(Role::due) && !has(Role::status) ? Kind::promise : Kind::loop;
  if (has(Role::due)) return Kind::promise;
  return has(Role::text) ? Kind::entry : Kind::customer;
}

// ---- what values become ----------------------------------------------------------------------

struct Meaning {
  std::string_view becomes;
  std::string_view words;  ///< parts of folded values, between spaces
};
constexpr std::array kinds{
    Meaning{"complaint",
            "complain bug issue problem incident technical fault broken תלונה תקלה "
            "בעיה"},
    Meaning{"order", "order purchase הזמנה רכישה"},
    Meaning{"inquiry", "inquiry enquiry question query info שאלה בירור מידע"},
    Meaning{"request", "request refund cancel feature change task בקשה החזר ביטול שינוי"},
    Meaning{"objection", "objection התנגדות"}};
constexpr std::array priorities{
    Meaning{"urgent", "urgent critical blocker emergency highest immediate דחופה דחוף קריטית בהול"},
    Meaning{"high", "high major important גבוהה גבוה"},
    Meaning{"low", "low minor trivial נמוכה נמוך"}};
constexpr std::array statuses{
    Meaning{"open", "reopen"},
    Meaning{"closed",
            "closed resolved solved done complete cancel finished rejected סגור נסגר "
            "טופל הסתיים בוטל"},
    Meaning{"waiting", "wait pending hold ממתין בהמתנה"}};
constexpr std::array directions{Meaning{"out", "out sent agent us יוצא יוצאת נשלח"},
                                Meaning{"talk", "talk call meeting שיחה פגישה"},
                                Meaning{"note", "note internal private הערה פנימי"}};

std::string meaning_of(const std::string& value, std::span<const Meaning> meanings,
                       std::string_view otherwise) {
  const std::string folded = fold(value);
  for (const auto& [becomes, parts] : meanings) {
    for (const std::string& part : words(parts)) {
      if (folded.find(part) != std::string::npos) return std::string(becomes);
    }
  }
  return std::string(otherwise);
}

// ---- writing it ------------------------------------------------------------------------------

/// The code point with which a text begins; its text is valid.
std::string_view first_letter(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return text.substr(0, size);
}

/// A text of TOML in which nothing can move a cursor or turn a line round.
std::string in_toml(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const std::string_view letter = first_letter(text);
    const std::string safe = escape(letter, Lines::keep);
    text.remove_prefix(letter.size());
    if (letter == "\"" || letter == "\\") {
      quoted += '\\' + std::string(letter);
    } else if (letter == "\n" || letter == "\t") {
      quoted += letter == "\n" ? "\\n" : "\\t";
    } else if (safe == letter) {
      quoted += letter;
    } else {  // `\x1b` or `\u{202e}`
      std::string digits;
      for (const char c : safe.substr(2)) {
        if (c != '{' && c != '}') digits += c;
      }
      quoted += "\\U" + std::string(8 - digits.size(), '0') + digits;
    }
  }
  return quoted + "\"";
}

class Writer {
 public:
  Writer(const Sample& sample_of_file, const GuessedInput& input_file, Kind what_rows_are,
         const Roles& roles_of_columns)
      : sample(sample_of_file), input(input_file), what(what_rows_are), roles(roles_of_columns) {}

  std::string write();

 private:
  void settings();
  void dates();
  void customer();
  void loop();
  void closing();
  void entries_of_loop();
  void entry_of_loop(std::string_view direction, const SampleColumn& column);
  void entry();
  void promise();
  void unused();

  const SampleColumn* column(Role role) const {
    const auto found = roles.find(role);
    return found != roles.end() ? found->second : nullptr;
  }
  void line(const std::string& text) { out += text + "\n"; }
  /// `name = "{Column}"`, where there is such a column.
  bool field(std::string_view name, Role role) {
    const SampleColumn* const found = column(role);
    if (found == nullptr) return false;
    line(std::string(name) + " = " + reference(*found));
    return true;
  }
  std::string reference(const SampleColumn& of) {
    used.push_back(&of);
    return in_toml("{" + of.name + "}");
  }
  void choice(std::string_view name, Role role, std::span<const Meaning> meanings,
              std::string_view otherwise);

  const Sample& sample;
  const GuessedInput& input;
  Kind what;
  const Roles& roles;
  std::vector<const SampleColumn*> used;
  std::string out;
};

void Writer::settings() {
  std::string source;
  for (const std::string& word : words(fold(std::filesystem::path(input.name).stem().string()))) {
    source += (source.empty() ? "" : "-") + word;
  }
  if (source.empty() || input.name == "-") source = "elsewhere";
  line("source = " + in_toml(source) + "  # where the keys come from: a name of yours");
  if (what != Kind::customer) line("create-customers = true  # makes those who are not there yet");
  const InputStyle& style = sample.style;
  if (format_of_name(input.name).value_or(InputFormat::csv) != style.format) {
    line("format = " + in_toml(name_of(style.format)));
  }
  const bool is_marked =
      style.encoding == Encoding::utf_16le || style.encoding == Encoding::utf_16be;
  if (style.encoding != Encoding::utf_8 && !(is_marked && !input.encoding)) {
    line("encoding = " + in_toml(name_of(style.encoding)));
  }
  if (style.separator) line("separator = " + in_toml(std::string(1, *style.separator)));
  dates();
}

void Writer::dates() {
  std::vector<std::string> values;
  for (const Role role : {Role::opened, Role::closed, Role::due}) {
    const SampleColumn* const found = column(role);
    if (found != nullptr) values.insert(values.end(), found->values.begin(), found->values.end());
  }
  const DatesGuess guess = guess_dates(values);
  out += guess.lines;
  if (!guess.fits) line("# Not all dates are understood: see kept-import(7).");
}

void Writer::choice(std::string_view name, Role role, std::span<const Meaning> meanings,
                    std::string_view otherwise) {
  constexpr std::size_t most_values = 20;
  const SampleColumn* const found = column(role);
  if (found == nullptr) return;
  if (found->values.size() > most_values) {
    return line("# " + std::string(name) + ": column " + in_toml(found->name) +
                " has too many values to list");
  }
  std::string values;
  for (const std::string& value : found->values) {
    values += in_toml(value) + " = " + in_toml(meaning_of(value, meanings, otherwise)) + ", ";
  }
  // TOML keeps what stands in one pair of braces on one line.
  line(std::string(name) + " = { from = " + reference(*found) + ", values = { " + values +
       "\"*\" = " + in_toml(otherwise) + " } }");
}

void Writer::customer() {
  line("\n[customer]");
  const SampleColumn* const first = column(Role::first_name);
  const SampleColumn* const last = column(Role::last_name);
  // The key of a ticket is not its customer's.
  const bool is_theirs = what == Kind::customer && column(Role::customer_key) == nullptr &&
                         likely_kind(roles) == Kind::customer;
  field("key", is_theirs ? Role::key : Role::customer_key);
  if (column(Role::name) == nullptr && first != nullptr && last != nullptr) {
    used.insert(used.end(), {first, last});
    line("name = " + in_toml("{" + first->name + "} {" + last->name + "}"));
  } else if (!field("name", Role::name) && !field("name", Role::org) &&
             !field("name", Role::email) && !field("name", Role::phone)) {
    line("name = \"Somebody\"  # no column seems to name the customer: write \"{Column}\"");
  }
  field("emails", Role::email);
  field("phones", Role::phone);
  if (column(Role::name) != nullptr || first != nullptr) field("org", Role::org);
}

void Writer::closing() {
  if (column(Role::status) == nullptr || field("closed", Role::closed)) return;
  const SampleColumn* const opened = column(Role::opened);
  if (opened != nullptr) {
    line("closed = " + reference(*opened) + "  # the file does not say when: as it was opened");
  } else {
    line("# closed = \"{Column}\"  # needed where a loop is closed: when it was");
  }
}

void Writer::loop() {
  line("\n[loop]");
  field("key", Role::key);
  if (!field("title", Role::title) && !field("title", Role::text) && !field("title", Role::key)) {
    line("title = \"Matter\"  # no column seems to be a title: write \"{Column}\"");
  }
  field("product", Role::product);
  choice("kind", Role::kind, kinds, "other");
  choice("priority", Role::priority, priorities, "normal");
  field("opened", Role::opened);
  choice("status", Role::status, statuses, "open");
  closing();
  field("rating", Role::rating);
}

void Writer::entry_of_loop(std::string_view direction, const SampleColumn& of) {
  line("\n[[entry]]");
  line("if = " + in_toml(of.name + " !="));
  line("direction = " + in_toml(direction));
  const bool is_out = direction == "out";
  if (!(is_out && field("at", Role::closed))) field("at", Role::opened);
  field("channel", Role::channel);
  line("text = " + reference(of));
}

/// What is in an `if` is split at its first = or !=.
bool can_be_asked_for(const SampleColumn* column) {
  return column != nullptr && column->name.find(" = ") == std::string::npos &&
         column->name.find(" != ") == std::string::npos;
}

void Writer::entries_of_loop() {
  const SampleColumn* const text = column(Role::text);
  const SampleColumn* const answer = column(Role::answer);
  if (can_be_asked_for(text) && column(Role::title) != nullptr) entry_of_loop("in", *text);
  if (can_be_asked_for(answer)) entry_of_loop("out", *answer);
}

void Writer::entry() {
  line("\n[[entry]]");
  field("key", Role::key);
  if (column(Role::direction) != nullptr) {
    choice("direction", Role::direction, directions, "in");
  } else {
    line("direction = \"in\"  # in, out, talk or note: who spoke");
  }
  field("at", Role::opened);
  field("channel", Role::channel);
  if (!field("text", Role::text) && !field("text", Role::title)) {
    line("text = \"Entry\"  # no column seems to say what was said: write \"{Column}\"");
  }
}

void Writer::promise() {
  line("\n[[promise]]");
  field("key", Role::key);
  if (!field("text", Role::title) && !field("text", Role::text)) {
    line("text = \"Promise\"  # no column seems to say what was promised: write \"{Column}\"");
  }
  field("made", Role::opened);
  if (!field("due", Role::due)) line("# due = \"{Column}\"  # needed: by when");
}

void Writer::unused() {
  bool is_first = true;
  for (const SampleColumn& each : sample.columns) {
    if (std::find(used.begin(), used.end(), &each) != used.end()) continue;
    if (is_first) line("\n# Columns that are not used, and what is in them:");
    is_first = false;
    std::string examples;
    for (std::size_t i = 0; i < std::min<std::size_t>(each.values.size(), 3); ++i) {
      examples += (i == 0 ? " such as " : ", ") + in_toml(first_line(each.values[i], 30));
    }
    line("#   " + in_toml("{" + each.name + "}") + ": " + std::to_string(each.values.size()) +
         (each.values.size() == 1 ? " value" : " values") + examples);
  }
}

std::string Writer::write() {
  std::string plural;
  for (const auto& [kind, name] : record_kinds) {
    if (kind == what) plural = name;
  }
  line("# What the columns of " + in_toml(input.name) + " mean, guessed from " +
       std::to_string(sample.rows) + (sample.rows == 1 ? " row." : " rows."));
  line("# Read it through, mend it, and try it: kept import " + plural +
       " FILE --rules THIS --dry-run\n");
  settings();
  customer();
  if (what == Kind::loop) {
    loop();
    entries_of_loop();
  } else if (what == Kind::entry) {
    entry();
  } else if (what == Kind::promise) {
    promise();
  }
  unused();
  return out;
}

/// What kept has written itself says what it means.
void refuse_an_export(const Sample& sample) {
  const auto has = [&sample](std::string_view name) {
    return std::any_of(sample.columns.begin(), sample.columns.end(),
                       [name](const SampleColumn& each) { return each.name == name; });
  };
  if (!has(kind_column) || !has("customer.key")) return;
  throw Error(Exit::usage, "kept exported this file itself: it needs no rules",
              "kept import all FILE reads it");
}

}  // namespace

std::string starter_rules(Pieces pieces, const GuessedInput& input, std::optional<Kind> what) {
  const Sample sample = read_sample(std::move(pieces), input);
  refuse_an_export(sample);
  const Roles roles = roles_of(sample);
  return Writer(sample, input, what.value_or(likely_kind(roles)), roles).write();
}

}  // namespace kept
