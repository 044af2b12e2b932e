#include "lint/example.h"

#include "support/catch.h"

using namespace mailready::lint;

TEST_CASE("an example's parts say by their beginning what they are", "[lint]") {
  const std::string_view text = R"(mailready check acme.example --backup none

"inbound": []

version: STSv1
mode: none

; two lines
@ MX 10 mx1

$ORIGIN reports.example.
@ MX 10 mx1)";
  using Kind = ExamplePart::Kind;
  CHECK(example_parts(text) == std::vector<ExamplePart>{
                                   {Kind::command, "mailready check acme.example --backup none"},
                                   {Kind::plan, R"("inbound": [])"},
                                   {Kind::policy, "version: STSv1\nmode: none"},
                                   {Kind::zone, "; two lines\n@ MX 10 mx1"},
                                   {Kind::zone, "$ORIGIN reports.example.\n@ MX 10 mx1"},
                               });
  CHECK(example_parts("").empty());
}
