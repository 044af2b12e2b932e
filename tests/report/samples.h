// Facts and judgements made by hand, as a survey and the engine would hand them to a reporter.
#pragma once
#include <fstream>
#include <iterator>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lint/engine.h"
#include "report/surveyed.h"

namespace mailready::test {

inline dns::Name name(std::string_view text) {
  const auto parsed = dns::Name::parse(text);
  if (!parsed) throw std::invalid_argument(std::string(text));
  return *parsed;
}

inline dns::Failure timeout(std::string_view asked, dns::Type type) {
  return {.kind = dns::Failure::Kind::timed_out, .question = {name(asked), type}, .server = "192.0.2.53:53"};
}

inline dns::Record mx_record(std::string_view owner, std::uint16_t preference, std::string_view exchange) {
  return {.owner = name(owner),
          .type = dns::Type::mx,
          .ttl = std::chrono::seconds(3600),
          .rdata = dns::Mx{preference, name(exchange)}};
}

inline dns::Record cname_record(std::string_view owner, std::string_view target) {
  return {.owner = name(owner),
          .type = dns::Type::cname,
          .ttl = std::chrono::seconds(300),
          .rdata = dns::Cname{name(target)}};
}

inline std::shared_ptr<const catalogue::Provider> provider(std::string id, std::string full_name) {
  catalogue::Provider made{};
  made.id = std::move(id);
  made.name = std::move(full_name);
  made.kinds = {catalogue::Kind::transactional};
  return std::make_shared<const catalogue::Provider>(std::move(made));
}

/// A domain with its plan and what was judged of it.
struct Sample {
  survey::Plan plan{};
  survey::Facts facts{};
  lint::Judgement judgement{};

  report::Surveyed result() const { return {judgement, facts, plan}; }
};

inline survey::Plan two_esps() {
  survey::Plan plan;
  plan.outbound.push_back({.provider = provider("postmark", "Postmark"), .role = survey::Role::primary});
  plan.outbound.push_back({.provider = provider("sendgrid", "SendGrid"), .role = survey::Role::backup});
  return plan;
}

/// A record without a term that needs a question but includes, each of which passes one network.
inline spf::Node spf_node(std::string_view domain, std::string_view text) {
  auto record = spf::parse(text);
  if (!record) throw std::invalid_argument(record.error().message);
  spf::Node node;
  node.domain = name(domain);
  node.state = spf::Node::State::parsed;
  node.texts = {std::string(text)};
  node.record = std::make_shared<const spf::Record>(*std::move(record));
  for (const spf::Term& term : node.record->terms) {
    spf::Branch& branch = node.branches.emplace_back(term);
    if (term.mechanism() && term.mechanism()->network) branch.addresses = IpSet(*term.mechanism()->network);
  }
  return node;
}

/// A record of ip4, includes and `all`, each include passing `network`.
inline spf::Tree spf_tree(std::string_view domain, std::string_view text, std::string_view network) {
  spf::Tree tree;
  tree.root = spf_node(domain, text);
  for (spf::Branch& branch : tree.root.branches) {
    branch.lookups_before = tree.lookups;
    if (!branch.term.costs_lookup()) continue;
    branch.own_lookups = branch.lookups = 1;
    branch.target = name(branch.term.mechanism()->domain_spec->text);
    branch.child = std::make_unique<spf::Node>(
        spf_node(branch.target->to_string(), "v=spf1 ip4:" + std::string(network) + " -all"));
    ++tree.lookups;
    for (spf::Branch& below : branch.child->branches) below.lookups_before = tree.lookups;
  }
  return tree;
}

inline survey::KeyFacts rsa_key(std::string selector, int bits, const catalogue::Provider* whose) {
  survey::KeyFacts key{.selector = selector,
                       .signing_domain = name("acme.example"),
                       .name = name(selector + "._domainkey.acme.example"),
                       .state = survey::KeyFacts::State::key,
                       .declared = true,
                       .provider = whose};
  key.key = dkim::Key{.public_key = "key", .bits = bits};
  key.ttl = std::chrono::seconds(300);
  return key;
}

inline survey::ExchangeFacts exchange(std::uint16_t preference, std::string_view host,
                                      std::vector<std::string_view> addresses) {
  survey::ExchangeFacts made{
      .preference = preference, .exchange = name(host), .record = mx_record("acme.example", preference, host)};
  std::vector<IpAddress> ipv4;
  for (const std::string_view address : addresses) ipv4.push_back(*IpAddress::parse(address));
  if (!ipv4.empty()) made.host.ipv4 = std::move(ipv4);
  return made;
}

inline dmarc::Walk dmarc_walk(std::string_view text) {
  dmarc::Walk walk{.domain = name("acme.example"), .steps = {}};
  dmarc::Step own{.name = name("acme.example"), .policies = {std::string(text)}};
  if (const auto record = dmarc::parse(text)) own.record = *record;
  walk.steps = {own, {.name = name("example")}};
  return walk;
}

/// acme.example as it should be: Postmark first, SendGrid behind it, two exchanges.
inline Sample healthy() {
  using survey::Need;
  Sample sample;
  sample.plan = two_esps();
  survey::Facts& facts = sample.facts;
  facts.domain = name("acme.example");
  facts.existence = true;
  facts.gathered = {Need::spf, Need::mx, Need::exchanges, Need::dkim, Need::dmarc, Need::senders};
  facts.spf = spf_tree("acme.example", "v=spf1 include:spf.mtasv.net include:sendgrid.net -all", "50.31.156.0/24");
  facts.spf_ttl = std::chrono::seconds(3600);
  survey::MxFacts mx;
  mx.records = {mx_record("acme.example", 10, "mx1.acme.example"), mx_record("acme.example", 20, "mx2.acme.example")};
  mx.exchanges.push_back(exchange(10, "mx1.acme.example", {"185.10.20.10"}));
  mx.exchanges.push_back(exchange(20, "mx2.acme.example", {"91.200.40.10"}));
  facts.mx = std::move(mx);
  facts.dkim.keys = {rsa_key("pm", 2048, sample.plan.outbound[0].provider.get()),
                     rsa_key("s1", 1024, sample.plan.outbound[1].provider.get())};
  facts.dkim.keys[1].aliases = {cname_record("s1._domainkey.acme.example", "s1.domainkey.u1.wl.sendgrid.net")};
  facts.dmarc = dmarc_walk("v=DMARC1; p=reject; rua=mailto:dmarc@acme.example");
  for (std::size_t i = 0; i < 2; ++i) {
    survey::SenderFacts sender;
    sender.provider = sample.plan.outbound[i].provider;
    sender.declared = i;
    sender.seen_by = {"spf", "dkim"};
    sender.keys = {i};
    sender.authorised = survey::SenderFacts::Authorised::self;
    sender.dkim = survey::SenderFacts::Dkim::usable;
    sender.dkim_aligned = name("acme.example");
    facts.senders.push_back(std::move(sender));
  }
  facts.queries = 14;
  facts.cached = 3;
  facts.elapsed = std::chrono::milliseconds(41);
  sample.judgement.domain = "acme.example";
  sample.judgement.scope = lint::Scope::failover;
  return sample;
}

inline lint::Finding spf_esp_missing() {
  return {.rule = "spf-esp-missing",
          .severity = lint::Severity::error,
          .subject = "acme.example",
          .type = "TXT",
          .provider = "sendgrid",
          .message = "no mechanism that SPF reaches passes the ranges of SendGrid, and no return-path name does",
          .fix = "Add include:sendgrid.net in front of the \"all\".",
          .publish = {{"acme.example", "TXT", "\"v=spf1 include:spf.mtasv.net include:sendgrid.net -all\""}},
          .remove = {{"acme.example", "TXT", "\"v=spf1 include:spf.mtasv.net -all\""}},
          .evidence = {"\"v=spf1 include:spf.mtasv.net -all\""},
          .references = {"RFC 7208 section 5.2"}};
}

inline lint::Finding dmarc_esp_unaligned() {
  return {.rule = "dmarc-esp-unaligned",
          .severity = lint::Severity::error,
          .subject = "acme.example",
          .type = "TXT",
          .provider = "sendgrid",
          .message = "under p=reject, mail through SendGrid has no aligned leg",
          .fix = "Give SendGrid a key or a return-path name of the domain's own.",
          .references = {"RFC 9989 section 4.4"},
          .caused_by = {"spf-esp-missing"}};
}

/// acme.example without SendGrid in its SPF record and without its key: the backup would be rejected.
inline Sample broken_backup() {
  Sample sample = healthy();
  sample.facts.spf = spf_tree("acme.example", "v=spf1 include:spf.mtasv.net -all", "50.31.156.0/24");
  survey::KeyFacts& key = sample.facts.dkim.keys[1];
  key.state = survey::KeyFacts::State::absent;
  key.key.reset();
  key.ttl.reset();
  key.aliases.clear();
  survey::SenderFacts& backup = sample.facts.senders[1];
  backup.seen_by.clear();
  backup.authorised = survey::SenderFacts::Authorised::no;
  backup.dkim = survey::SenderFacts::Dkim::missing;
  backup.dkim_aligned = {};
  sample.judgement.verdict = lint::Verdict::not_ready;
  sample.judgement.findings = {spf_esp_missing(),
                               dmarc_esp_unaligned(),
                               {.rule = "mx-no-ipv6",
                                .severity = lint::Severity::info,
                                .subject = "acme.example",
                                .type = "MX",
                                .message = "no exchange has an IPv6 address",
                                .fix = "Publish AAAA records for the exchanges.",
                                .references = {"RFC 3974"}}};
  return sample;
}

/// acme.example whose MX could not be asked for.
inline Sample undecided() {
  Sample sample = healthy();
  sample.judgement.verdict = lint::Verdict::undetermined;
  sample.facts.mx = timeout("acme.example", dns::Type::mx);
  const auto open = [](std::string rule) {
    return lint::Undecided{.rule = std::move(rule),
                           .severity = lint::Severity::error,
                           .subject = "acme.example",
                           .reason = "timeout",
                           .detail = "acme.example MX at 192.0.2.53:53"};
  };
  sample.judgement.undecided = {open("mx-missing"), open("mx-no-secondary")};
  return sample;
}

/// What `format` prints for `samples`.
inline std::string printed(std::string_view format, std::span<const Sample> samples, report::Run run,
                           bool interrupted = false) {
  std::ostringstream out;
  const auto reporter = report::find_format(format)->make(out);
  report::Summary summary;
  reporter->begin(run);
  for (const Sample& sample : samples) {
    summary.count(sample.judgement);
    reporter->domain(sample.result());
  }
  summary.interrupted = interrupted;
  reporter->end(summary);
  return out.str();
}

inline std::string printed(std::string_view format, const Sample& sample, report::Run run = {}) {
  if (run.version.empty()) run.version = "0.1.0";
  run.expected = 1;
  return printed(format, std::span(&sample, 1), std::move(run));
}

/// A file of fixtures/report.
inline std::string golden(const std::string& file) {
  std::ifstream in(std::string(MAILREADY_FIXTURES "/report/") + file, std::ios::binary);
  if (!in) throw std::runtime_error("no such fixture: " + file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace mailready::test
