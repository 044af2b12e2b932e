#include "dns/master_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/text.h"
#include "dns/ldns_convert.h"

namespace mailready::dns {

namespace {

constexpr std::size_t longest_string = 255;            // RFC 1035, section 3.3
constexpr std::size_t longest_data_text = 4 * 0xFFFF;  // 65535 octets, each written as \DDD
constexpr std::int64_t longest_ttl = 0x7FFF'FFFF;      // RFC 2181, section 8

bool is_digit(char c) { return c >= '0' && c <= '9'; }

MasterError error(std::string message) { return {std::move(message)}; }

std::string shown(std::string_view text) {
  constexpr std::size_t enough = 40;
  return text.size() <= enough ? printable(text) : printable(text.substr(0, enough)) + "…";
}

std::optional<std::int64_t> unit_seconds(char unit) {
  switch (to_lower({&unit, 1}).front()) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86400;
    case 'w':
      return 604800;
  }
  return std::nullopt;
}

/// Whether `text` names a class; then `is_internet` says whether it is the one there is any use for.
bool is_class(std::string_view text, bool& is_internet) {
  is_internet = equal_ignoring_case(text, "IN") || equal_ignoring_case(text, "CLASS1");
  const bool numbered = text.size() > 5 && equal_ignoring_case(text.substr(0, 5), "CLASS") &&
                        std::all_of(text.begin() + 5, text.end(), is_digit);
  return is_internet || numbered || equal_ignoring_case(text, "CH") || equal_ignoring_case(text, "HS") ||
         equal_ignoring_case(text, "CS");
}

/// What stands between the owner and the data.
struct Head {
  std::optional<std::chrono::seconds> ttl{};
  bool has_class = false;
  Type type = Type::a;
  std::string_view type_text{};
};

/// Takes TTL, class and type, the first two in any order and optional (RFC 1035, section 5.1).
Result<Head, MasterError> take_head(std::span<const Token>& tokens) {
  Head head;
  for (; !tokens.empty(); tokens = tokens.subspan(1)) {
    const Token& token = tokens.front();
    bool is_internet = false;
    if (!token.quoted && !head.has_class && is_class(token.text, is_internet)) {
      if (!is_internet) return error(fmt::format("class {}: only records of class IN are of use here", token.text));
      head.has_class = true;
    } else if (const auto ttl = token.quoted || head.ttl ? std::nullopt : read_ttl(token.text)) {
      head.ttl = ttl;
    } else if (const auto type = token.quoted ? std::nullopt : read_type(token.text)) {
      head.type = *type;
      head.type_text = token.text;
      tokens = tokens.subspan(1);
      return head;
    } else {
      const bool numeric = !token.text.empty() && is_digit(token.text.front());
      return error(fmt::format("\"{}\" is no {}", shown(token.text), numeric ? "TTL" : "record type"));
    }
  }
  return error("the record ends before its type");
}

/// Octets that the inside of a character-string stands for.
std::size_t string_octets(std::string_view text) {
  std::size_t octets = 0;
  for (std::size_t i = 0; i < text.size(); ++octets) {
    const bool decimal = text[i] == '\\' && i + 1 < text.size() && is_digit(text[i + 1]);
    i += text[i] != '\\' ? 1 : decimal ? 4 : 2;
  }
  return octets;
}

/// What data of `type` looks like, for the messages: ldns says no more than that it could not parse it.
std::string_view expectation(Type type) {
  switch (type) {
    case Type::a:
      return "one IPv4 address";
    case Type::aaaa:
      return "one IPv6 address";
    case Type::mx:
      return "a preference from 0 to 65535 and a host name, as in `10 mx1.acme.example.`";
    case Type::cname:
    case Type::dname:
    case Type::ns:
    case Type::ptr:
      return "one domain name";
    case Type::soa:
      return "two names and five numbers";
    case Type::txt:
    case Type::spf:
      return "one or more strings, as in `\"v=spf1 -all\"`";
    case Type::tlsa:
      return "three numbers and hexadecimal digits";
  }
  return "other data, or the generic form of RFC 3597: `\\# 2 0A0B`";
}

MasterError bad_data(const Head& head) {
  return error(fmt::format("cannot read the {} record: it takes {}", head.type_text, expectation(head.type)));
}

bool holds_text(Type type) { return type == Type::txt || type == Type::spf; }

/// A number from 0 to 65535: ldns would let others wrap around.
bool is_preference(std::string_view text) {
  std::uint16_t preference = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), preference);
  return failed == std::errc{} && end == text.data() + text.size();
}

/// Whether quotes may stand in data of `type`: in names and numbers ldns would take them for part of the name.
bool may_be_quoted(Type type) {
  constexpr std::array never{Type::a,  Type::aaaa, Type::cname, Type::dname, Type::mx,
                             Type::ns, Type::ptr,  Type::soa,   Type::tlsa};
  return std::find(never.begin(), never.end(), type) == never.end();
}

bool is_plausible(Type type, std::span<const Token> data) {
  if (data.empty()) return false;
  if (data.front().text == "\\#") return true;  // the generic form of RFC 3597, section 5
  if (type == Type::mx && !is_preference(data.front().text)) return false;
  return may_be_quoted(type) || std::none_of(data.begin(), data.end(), [](const Token& t) { return t.quoted; });
}

std::optional<MasterError> check_data(const Head& head, std::span<const Token> data) {
  if (holds_text(head.type)) {
    for (const Token& token : data) {
      const std::size_t size = string_octets(token.text);
      if (size > longest_string)
        return error(
            fmt::format("a string of {} octets: it holds at most {}, so split it into several, as in "
                        "`\"first part\" \"second part\"`",
                        size, longest_string));
    }
  }
  std::size_t text_octets = 0;
  for (const Token& token : data) text_octets += token.text.size();
  if (text_octets > longest_data_text) return error("the record is longer than 65535 octets");
  if (!is_plausible(head.type, data)) return bad_data(head);
  return std::nullopt;
}

/// Whether a name ends with a dot that is not escaped.
bool is_absolute(std::string_view text) {
  if (!text.ends_with('.')) return false;
  text.remove_suffix(1);
  const std::size_t last_other = text.find_last_not_of('\\');
  const std::size_t backslashes = text.size() - (last_other == std::string_view::npos ? 0 : last_other + 1);
  return backslashes % 2 == 0;
}

/// Stands in for an origin that nobody gave, so that relative names in the data can be told.
const Name& no_origin() {
  static const Name name = *Name::parse("\\000.no-origin");
  return name;
}

bool has_relative_name(const ldns_rr& rr) {
  for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) {
    const ldns_rdf* rdf = ldns_rr_rdf(&rr, i);
    if (ldns_rdf_get_type(rdf) != LDNS_RDF_TYPE_DNAME) continue;
    const auto name = to_name(rdf);
    if (name && name->is_at_or_below(no_origin())) return true;
  }
  return false;
}

/// The data in a line that ldns reads, with an owner and a TTL of no meaning.
std::string line_of(Type type, std::span<const Token> data) {
  std::string line = fmt::format(". 0 IN TYPE{}", static_cast<unsigned>(type));
  for (const Token& token : data)
    line += token.quoted ? fmt::format(" \"{}\"", token.text) : fmt::format(" {}", token.text);
  return line;
}

Result<Record, MasterError> read_data(const Head& head, std::span<const Token> data,
                                      const std::optional<Name>& origin) {
  if (auto failed = check_data(head, data)) return std::move(*failed);
  const std::string wire = origin.value_or(no_origin()).to_wire();
  const Owned<ldns_rdf> ldns_origin(ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire.size(), wire.data()));
  ldns_rr* read = nullptr;
  const ldns_status status =
      ldns_rr_new_frm_str(&read, line_of(head.type, data).c_str(), 0, ldns_origin.get(), nullptr);
  const Owned<ldns_rr> rr(status == LDNS_STATUS_OK ? read : nullptr);
  if (!rr) return bad_data(head);
  if (!origin && has_relative_name(*rr)) return error("a relative name, and no $ORIGIN that would complete it");
  auto record = to_record(*rr);
  if (!record) return bad_data(head);
  return std::move(*record);
}

}  // namespace

std::optional<std::chrono::seconds> read_ttl(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::uint32_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit = text.empty() ? 1 : unit_seconds(text.front());
    if (!unit) return std::nullopt;
    if (!text.empty()) text.remove_prefix(1);
    total += number * *unit;
    if (total > longest_ttl) return std::nullopt;
  }
  return std::chrono::seconds(total);
}

std::optional<Type> read_type(std::string_view text) {
  const ldns_rr_type type = ldns_get_rr_type_by_name(std::string(text).c_str());
  if (type == 0 || type == LDNS_RR_TYPE_OPT || (type >= 128 && type <= 255)) return std::nullopt;
  return static_cast<Type>(type);
}

Result<Name, MasterError> read_name(const Token& token, const std::optional<Name>& origin) {
  if (token.quoted) return error(fmt::format("a quoted string where a name is due: \"{}\"", shown(token.text)));
  const auto no_name = [&] { return error(fmt::format("\"{}\" is no domain name", shown(token.text))); };
  const auto name = Name::parse(token.text == "@" ? "." : token.text);
  if (!name) return no_name();
  if (is_absolute(token.text)) return *name;
  if (!origin) return error(fmt::format("\"{}\" is a relative name, and no $ORIGIN completes it", shown(token.text)));
  if (token.text == "@") return *origin;
  const auto completed = origin->prefixed(token.text);
  if (!completed) return no_name();
  return *completed;
}

Result<MasterRecord, MasterError> read_record(const Entry& entry, const MasterContext& context) {
  std::span<const Token> tokens(entry.tokens);
  std::optional<Name> owner = context.last_owner;
  if (!entry.owner_left_out) {
    auto read = read_name(tokens.front(), context.origin);
    if (!read) return read.error();
    owner = std::move(*read);
    tokens = tokens.subspan(1);
  }
  if (!owner) return error("the first record has no owner");
  const auto head = take_head(tokens);
  if (!head) return head.error();
  auto record = read_data(*head, tokens, context.origin);
  if (!record) return record.error();
  record->owner = *owner;
  record->ttl = head->ttl.value_or(std::chrono::seconds{});
  return MasterRecord{std::move(*record), head->ttl.has_value()};
}

}  // namespace mailready::dns
