// DMARC tree walks of news.acme.example, written down by hand.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "support/fake_resolver.h"
#include "survey/facts.h"

namespace mailready::test {

/// The facts of news.acme.example with a walk of these steps.
inline survey::Facts walked(std::vector<dmarc::Step> steps) {
  survey::Facts facts;
  facts.domain = name("news.acme.example");
  facts.existence = true;
  facts.dmarc = {.domain = facts.domain, .steps = std::move(steps)};
  return facts;
}

/// A step without a policy.
inline dmarc::Step without_policy(std::string_view owner) { return {.name = name(owner)}; }

/// A step that got no answer.
inline dmarc::Step silent(std::string_view owner) { return {.name = name(owner), .failure = dns::Failure{}}; }

/// A step with one record.
inline dmarc::Step published(std::string_view owner, const std::string& text) {
  return {.name = name(owner), .policies = {text}, .record = *dmarc::parse(text)};
}

}  // namespace mailready::test
