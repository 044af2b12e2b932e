#include <fmt/format.h>

#include <optional>

#include "lint/esp.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

constexpr int good_bits = 2048;  // RFC 8301, section 3.2: signers should use at least as many

static std::optional<Severity> severity_of(const survey::KeyFacts& key, bool declared, const dns::Name& domain) {
  if (key.key->bits < dkim::least_rsa_bits) return declared ? Severity::error : Severity::warning;
  if (key.key->bits >= good_bits) return std::nullopt;
  return is_own_key(key, domain) ? Severity::warning : Severity::info;
}

static std::string message(const survey::KeyFacts& key) {
  const char* consequence =
      key.key->bits < dkim::least_rsa_bits ? "receivers must not accept it" : "2048 are the standard today";
  return fmt::format("The RSA key at {} has {} bits; {}", key.name.to_string(), key.key->bits, consequence);
}

static std::string fix(bool own) {
  return own ? "Have the service make a key of 2048 bits, publish it at a new selector and sign with that one."
             : "Only the service can lengthen this key: ask it for one of 2048 bits.";
}

static Outcome check(const Facts& facts, const Plan&) {
  Outcome outcome = undecided_keys(facts, Severity::error, Severity::warning);
  for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
    const survey::KeyFacts& key = facts.dkim.keys[i];
    if (!key.key || key.key->revoked() || key.key->algorithm != dkim::Algorithm::rsa) continue;
    const auto severity = severity_of(key, facts.declared_owner(i) != nullptr, facts.domain);
    if (!severity) continue;
    Finding found = key_finding(facts, i);
    found.severity = severity;
    found.message = message(key);
    found.fix = fix(is_own_key(key, facts.domain));
    outcome += finding(std::move(found));
  }
  return outcome;
}

extern const Rule dkim_key_weak{
    .id = "dkim-key-weak",
    .severity = Severity::error,
    .summary = "RSA keys have at least 2048 bits",
    .applies = Applies::mail,
    .needs = {Need::dkim, Need::senders},
    .references = {{"RFC 8301", "3.2"}},
    .explanation =
        R"(Receivers must refuse signatures of RSA keys under 1024 bits: mail of that ESP counts as unsigned. Keys of 1024 bits
still verify, but large receivers trust them less, and they can be broken with money. An own key is rotated by publishing a longer one
at a second selector first. A key behind an alias belongs to the ESP, which alone can change it.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

s1._domainkey TXT (
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDH2SesGaSEWnLPZVU+jxBrwEN5pW"
    "YhvHkAqLBqC3/Ja6X/tL1qkuhVzncXLuAc9xyN/p5eilO8hbdgD5gIpl0qwLU+Y4LT6rv8t57xEg7ZqsV1HM"
    "nNtqTeTGEYRNc5/9d3MBEO9+6Fl74k6Pwb66SDd74WtqFyG9iFiiFLa4YKFQIDAQAB" ) ; 1024 bits)",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

s1._domainkey TXT (
    "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArtPc5ccB1U0dPQETZyPtdO"
    "kDb5xPUF6VzwzB1AANGh/CMJRSZJ4+KoMh7kyPDxi8iZV2F9y0d8QrqSI/MSvr8ZIHN0hEwquSiNZFVODPI7"
    "xpz+2M2TtK7D0JNtIrsr3xgqdwKoMCE2WRUUS0Cfkv7e+EojKfYctYdY01xQMqOdMAGQFtclY6O/ZXVWuRq5"
    "PHCXLcF9A8SZJTfZKD44PNfvKPTFaazXKZ2uvNxqzMCQBdMtC/vY8jOW8xFkSZif6mx+1QljmDtTgXFwgMze"
    "8PVKOzwmqP1VKVShwt/KvXvCFNwCbx1jxp4yKJa5HZaV2MaUt/ekMP49rw0L8LjKE+FwIDAQAB" ) ; 2048 bits)",
    .check = check,
};
}  // namespace mailready::rules
