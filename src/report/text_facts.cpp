// The facts at a glance. They are read from the JSON of the domain, so that a page shows them alike whether the domain
// was surveyed just now or its result is read back.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "mail/catalogue.h"
#include "mail/spf/tree.h"
#include "report/json_value.h"
#include "report/text.h"
#include "report/words.h"

namespace mailready::report {

namespace {

constexpr std::size_t label_width = 9;
constexpr std::size_t most_rows = 8;  ///< of one kind; the glance stays one

using Row = std::vector<Span>;

/// Rows under one label, which stands in front of the first. The later lines of a row hang by `hang` columns more.
void write_rows(Page& page, std::string_view label, const std::vector<Row>& rows, std::size_t hang = 0) {
  for (std::size_t i = 0; i < rows.size() && i < most_rows; ++i)
    page.paragraph(
        {{"  " + padded(i == 0 ? label : "", label_width), Tone::faint}, {std::string(2 + label_width + hang, ' ')}},
        rows[i]);
  if (rows.size() > most_rows)
    page.paragraph(hanging(std::string(2 + label_width, ' ')),
                   {{fmt::format("and {} more", rows.size() - most_rows), Tone::faint}});
}

std::string shown_text(const Json& object, const char* name) { return shown(text_of(object, name)); }

bool holds(const Json& list, std::string_view text) {
  return std::ranges::any_of(elements(list), [&](const Json& entry) { return entry == Json(text); });
}

/// Why a fact is not known; nothing where it is.
std::optional<Span> doubt_about(const Json& fact) {
  const std::string reason = text_of(fact, "undetermined");
  if (reason.empty()) return std::nullopt;
  return Span{fmt::format("unknown: {}", shown(reason_words(reason))), Tone::unknown};
}

/// The name of a provider: as its senders give it, else as the catalogue has it, else its id.
std::string provider_name(const Json& facts, const std::string& id) {
  for (const Json& sender : elements(member(facts, "senders")))
    if (text_of(sender, "provider") == id) return shown_text(sender, "name");
  const catalogue::Provider* known = catalogue::find(id);
  return shown(known ? known->name : id);
}

enum class Mark { yes, no, open, rests };

Span span_of(Mark mark) {
  switch (mark) {
    case Mark::yes:
      return {"✓", Tone::good};
    case Mark::no:
      return {"✗", Tone::error};
    case Mark::open:
      return {"?", Tone::unknown};
    case Mark::rests:
      return {"–", Tone::faint};
  }
  return {};
}

Mark spf_mark(const Json& sender) {
  const std::string authorised = text_of(sender, "authorised");
  if (authorised == "self" || authorised == "return-path") return Mark::yes;
  if (authorised == "provider") return Mark::rests;
  return authorised == "no" ? Mark::no : Mark::open;
}

Mark dkim_mark(const Json& sender) {
  const std::string dkim = text_of(sender, "dkim");
  return dkim == "usable" ? Mark::yes : dkim == "missing" ? Mark::no : Mark::open;
}

/// One aligned leg is enough (RFC 9989, section 4.4).
Mark aligned_mark(const Json& sender) {
  if (!elements(member(sender, "aligned")).empty()) return Mark::yes;
  const bool is_open = !elements(member(sender, "alignment_undetermined")).empty() || dkim_mark(sender) == Mark::open;
  return is_open ? Mark::open : Mark::no;
}

/// "primary", "backup", or "sends" without a plan.
std::string role_of(const Json& sender) {
  const std::string role = shown_text(sender, "role");
  return role.empty() ? "sends" : role;
}

/// Where SPF passes an ESP, if that is not at the domain itself.
std::string return_path_of(const Json& sender) {
  const auto names = elements(member(sender, "return_paths"));
  if (text_of(sender, "authorised") != "return-path" || names.empty() || !names.front().is_string()) return "";
  return fmt::format("   SPF at {}", shown(names.front().get<std::string>()));
}

/// The declared senders; without any, the ESPs that the records reveal.
std::vector<const Json*> senders_to_show(const Json& domain) {
  const auto all = elements(member(member(domain, "facts"), "senders"));
  const bool any_declared = std::ranges::any_of(all, [](const Json& sender) { return truth_of(sender, "declared"); });
  const Json& outbound = member(member(domain, "plan"), "outbound");
  std::vector<const Json*> senders;
  for (const Json& sender : all)
    if (any_declared ? truth_of(sender, "declared") : holds(outbound, text_of(sender, "provider")))
      senders.push_back(&sender);
  return senders;
}

/// "primary  Postmark          SPF ✓  DKIM ✓  aligned ✓"
void write_senders(Page& page, const Json& domain) {
  const auto senders = senders_to_show(domain);
  std::size_t width = 0;
  for (const Json* sender : senders) width = std::max(width, width_of(shown_text(*sender, "name")));
  for (const Json* sender : senders) {
    write_rows(page, role_of(*sender),
               {{{padded(shown_text(*sender, "name"), width + 3), Tone::strong},
                 {"SPF "},
                 span_of(spf_mark(*sender)),
                 {"   DKIM "},
                 span_of(dkim_mark(*sender)),
                 {"   aligned "},
                 span_of(aligned_mark(*sender)),
                 {return_path_of(*sender), Tone::faint}}});
  }
}

Row broken_spf_row(const Json& spf) {
  if (const auto records = elements(member(spf, "records")); !records.empty())
    return {{counted(records.size(), "record"), Tone::error}, {", of which receivers use none"}};
  return {{"malformed", Tone::error}, {": " + shown_text(spf, "error")}};
}

Row spf_row(const Json& spf) {
  if (spf.is_null()) return {{"no record"}};
  if (auto doubt = doubt_about(spf)) return {*std::move(doubt)};
  if (spf.contains("error")) return broken_spf_row(spf);
  const std::int64_t lookups = number_of(spf, "lookups"), voids = number_of(spf, "void_lookups");
  Row row{{fmt::format("{}{} of {} lookups", truth_of(spf, "lookups_at_least") ? "at least " : "", lookups,
                       spf::lookup_limit),
           lookups > spf::lookup_limit ? Tone::error : Tone::plain}};
  if (voids > 0)
    row.push_back({fmt::format(", {} of {} void", voids, spf::void_lookup_limit),
                   voids > spf::void_lookup_limit ? Tone::error : Tone::plain});
  return row;
}

std::string key_words(const Json& key) {
  const std::string state = text_of(key, "state"), algorithm = text_of(key, "algorithm");
  if (state == "absent") return "nothing there";
  if (state == "dangling") return "alias to a name that does not exist";
  if (state == "no-record") return "alias to a name without a key";
  if (state == "several") return "several records";
  if (state != "key") return shown(state);  // "malformed", "unknown"
  if (truth_of(key, "revoked")) return "revoked";
  const std::string testing = truth_of(key, "testing") ? ", testing" : "";
  if (algorithm == "rsa") return fmt::format("RSA {}{}", number_of(key, "bits"), testing);
  return (algorithm == "ed25519" ? "Ed25519" : "unknown algorithm") + testing;
}

/// What is there, and what should be: not the sub-domains that were merely tried for a declared selector.
bool is_worth_a_row(const Json& key, const std::string& domain) {
  const std::string state = text_of(key, "state");
  if (state != "absent" && state != "unknown") return true;
  return truth_of(key, "declared") && (state == "unknown" || text_of(key, "signing_domain") == domain);
}

Tone tone_of_key(const Json& key) {
  if (truth_of(key, "usable")) return Tone::plain;
  return text_of(key, "state") == "unknown" ? Tone::unknown : Tone::error;
}

/// "pm   RSA 2048   Postmark"
void write_dkim(Page& page, const Json& facts, const std::string& domain) {
  constexpr std::size_t widest = 20;  // of a selector; some are hashes
  std::optional<Span> open;           // why nothing may have been found
  std::vector<const Json*> keys;
  std::size_t width = 0, words_width = 0;
  for (const Json& key : elements(member(facts, "dkim"))) {
    if (!open) open = doubt_about(key);
    if (!is_worth_a_row(key, domain)) continue;
    keys.push_back(&key);
    width = std::max(width, std::min(width_of(shown_text(key, "selector")), widest));
    words_width = std::max(words_width, width_of(key_words(key)));
  }
  std::vector<Row> rows;
  for (const Json* key : keys) {
    const std::string provider = text_of(*key, "provider");
    rows.push_back({{padded(shortened(shown_text(*key, "selector"), widest), width) + "   "},
                    {padded(key_words(*key), words_width) + "   ", tone_of_key(*key)},
                    {provider.empty() ? "" : provider_name(facts, provider), Tone::faint}});
  }
  const std::string_view none = elements(member(facts, "dkim")).empty() ? "no selector is known" : "no key found";
  if (rows.empty()) rows.push_back({open ? *open : Span{std::string(none)}});
  write_rows(page, "DKIM", rows, width + 3);
}

/// Nothing where the addresses were not looked up.
Row address_spans(const Json& exchange) {
  const Json& addresses = member(exchange, "addresses");
  if (addresses.is_null()) return {};
  std::vector<std::string> known;
  for (const Json& address : elements(addresses.is_array() ? addresses : member(addresses, "known")))
    if (address.is_string()) known.push_back(shown(address.get<std::string>()));
  Row spans;
  if (!known.empty()) spans.push_back({join(known, ", "), Tone::faint});
  if (auto doubt = doubt_about(addresses)) {
    if (!known.empty()) spans.push_back({", ", Tone::unknown});
    spans.push_back(*std::move(doubt));
  } else if (known.empty()) {
    spans.push_back({"no address", Tone::error});
  }
  return spans;
}

/// "10   mx1.acme.example   primary   185.10.20.10, 2a05:10:20::10"
void write_exchanges(Page& page, const std::vector<const Json*>& exchanges) {
  std::size_t preference_width = 0, width = 0, role_width = 0;
  for (const Json* exchange : exchanges) {
    preference_width = std::max(preference_width, std::to_string(number_of(*exchange, "preference")).size());
    width = std::max(width, std::min<std::size_t>(width_of(shown_text(*exchange, "exchange")), 32));
    const std::size_t role = width_of(shown_text(*exchange, "role"));
    role_width = std::max(role_width, role == 0 ? 0 : role + 3);
  }
  std::vector<Row> rows;
  for (const Json* exchange : exchanges) {
    Row row{{fmt::format("{:>{}}  ", number_of(*exchange, "preference"), preference_width)},
            {padded(shown_text(*exchange, "exchange"), width) + "   "},
            {padded(shown_text(*exchange, "role"), role_width)}};
    std::ranges::move(address_spans(*exchange), std::back_inserter(row));
    rows.push_back(std::move(row));
  }
  write_rows(page, "MX", rows, preference_width + 2);
}

void write_mx(Page& page, const Json& mx) {
  if (mx.is_null()) return write_rows(page, "MX", {{{"no record"}}});
  if (auto doubt = doubt_about(mx)) return write_rows(page, "MX", {{*std::move(doubt)}});
  std::vector<const Json*> exchanges;
  for (const Json& exchange : elements(mx))
    if (text_of(exchange, "exchange") != ".") exchanges.push_back(&exchange);
  if (exchanges.empty()) return write_rows(page, "MX", {{{"null MX: takes no mail"}}});
  write_exchanges(page, exchanges);
}

Row dmarc_row(const Json& dmarc, const std::string& domain) {
  if (auto doubt = doubt_about(dmarc)) return {*std::move(doubt)};
  const std::string policy = shown_text(dmarc, "policy");
  if (policy.empty()) return {{"no policy"}};
  std::string at = text_of(dmarc, "at");
  if (at.starts_with("_dmarc.")) at.erase(0, 7);
  return {{fmt::format("policy {}{}", policy, at == domain ? "" : ", from " + shown(at))}};
}

Row mta_sts_row(const Json& sts) {
  if (!sts.contains("id")) return {{"no usable record: ", Tone::error}, {shown_text(sts, "error")}};
  const Json& policy = member(sts, "policy");
  if (doubt_about(policy)) return {{"policy unknown", Tone::unknown}};
  if (policy.contains("refused")) return {{"no policy: ", Tone::error}, {shown_text(policy, "refused")}};
  if (policy.contains("error")) return {{"malformed policy: ", Tone::error}, {shown_text(policy, "error")}};
  return {{fmt::format("policy in mode {}, {} mx", shown_text(policy, "mode"), elements(member(policy, "mx")).size())}};
}

}  // namespace

void write_facts(Page& page, const Result& result) {
  const Json domain = result.value();
  const Json& facts = member(domain, "facts");
  const std::string name = text_of(domain, "domain");
  if (!facts.is_object() || facts.empty() || member(facts, "exists") == Json(false)) return;
  if (facts.contains("senders"))
    write_senders(page, domain);
  else if (!elements(member(member(domain, "plan"), "outbound")).empty())
    write_rows(page, "plan", {{{shown(result.plan_line())}}});
  if (facts.contains("spf")) write_rows(page, "SPF", {spf_row(member(facts, "spf"))});
  if (facts.contains("dkim")) write_dkim(page, facts, name);
  if (facts.contains("mx")) write_mx(page, member(facts, "mx"));
  // Nothing where there is no MTA-STS: most domains have none, and need none.
  if (const Json& sts = member(facts, "mta_sts"); sts.is_object() && !doubt_about(sts))
    write_rows(page, "MTA-STS", {mta_sts_row(sts)});
  if (facts.contains("dmarc")) write_rows(page, "DMARC", {dmarc_row(member(facts, "dmarc"), name)});
}

}  // namespace mailready::report
