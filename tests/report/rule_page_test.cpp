#include "report/rule_page.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "rules/table.h"
#include "support/catch.h"

using namespace mailready;
namespace fs = std::filesystem;

namespace {

const fs::path pages = fs::path(MAILREADY_SOURCE_DIR) / "docs" / "rules";

std::string checked_in(const std::string& page) {
  std::ostringstream text;
  text << std::ifstream(pages / page).rdbuf();
  return text.str();
}

lint::Rule sample() {
  lint::Rule rule;
  rule.id = "mx-sample";
  rule.severity = lint::Severity::warning;
  rule.summary = "All is well";
  rule.references = {{"RFC 7208", "4.6.4"}, {"RFC 1918"}};
  rule.explanation = "First\nline with p=none, (\"v=spf1\") and\n*._report.\n\nThen ~all.";
  rule.bad = "mailready check acme.example\n\n@ MX 10 mx1";
  rule.good = "\"inbound\": []\n\nversion: STSv1";
  return rule;
}

}  // namespace

TEST_CASE("docs/rules is what the rules say; scripts/docs writes it", "[report][docs]") {
  std::set<std::string> expected{"README.md"};
  for (const lint::Rule* rule : rules::all()) {
    const std::string page = std::string(rule->id) + ".md";
    expected.insert(page);
    INFO("docs/rules/" << page << " differs from the rule: run scripts/docs");
    CHECK(checked_in(page) == report::rule_page(*rule));
  }
  INFO("docs/rules differs from the table of rules: run scripts/docs");
  CHECK_THAT(checked_in("README.md"), Catch::Matchers::EndsWith("\n" + report::rule_table(rules::all())));
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(pages)) found.insert(entry.path().filename().string());
  CHECK(found == expected);
}

TEST_CASE("a rule's page marks as code what is typed or published", "[report][docs]") {
  CHECK(report::rule_page(sample()) == R"(# mx-sample

**warning** · All is well

First line with `p=none`, ("`v=spf1`") and `*._report`.

Then `~all`.

## This is found

```sh
mailready check acme.example
```

```zone
@ MX 10 mx1
```

## This is well

In `mailready.json`, for the domain:

```json
"inbound": []
```

The policy:

```yaml
version: STSv1
```

## Where it is meant

`--ignore mx-sample` leaves the rule out of a run; `--severity mx-sample=info` gives its findings another level. In [`mailready.json`](../plan.md) a domain may be excused, with the reason, until somebody has to look again:

```json
"ignore": [{"rule": "mx-sample", "reason": "<WHY>", "until": "2027-03-01"}]
```

and the level be changed for all of them: `"rules": {"mx-sample": "info"}`.

## References

- [RFC 7208 section 4.6.4](https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4)
- [RFC 1918](https://www.rfc-editor.org/rfc/rfc1918)
)");
}

TEST_CASE("the table of rules links each to its page", "[report][docs]") {
  const lint::Rule rule = sample();
  const lint::Rule* const rules[] = {&rule};
  CHECK_THAT(report::rule_table(rules),
             Catch::Matchers::EndsWith("| [mx-sample](mx-sample.md) | warning | All is well |\n"));
}
