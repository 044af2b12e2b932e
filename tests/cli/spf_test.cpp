// `spf` through the program: the tree, the result for one message, and records to publish.
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/program.h"
#include "support/temporary_folder.h"

using namespace mailready::test;
using nlohmann::json;

namespace {

constexpr const char* zone = R"($ORIGIN acme.example.
$TTL 300
@ SOA ns1 hostmaster 1 7200 900 1209600 300
@ A 185.10.20.7
mx1 A 185.10.20.8
mx1 AAAA 2a05:10:20::8
@ MX 10 mx1
@ TXT "v=spf1 a mx include:_spf.acme.example exp=why.acme.example -all"
_spf TXT "v=spf1 ip4:185.10.21.0/24 ip4:185.10.22.0/23 ~all"
why TXT "%{i} is no server of %{d}"
long TXT "v=spf1 a:h1.acme.example a:h2.acme.example a:h3.acme.example -all"
six TXT "v=spf1 a:mx1.acme.example -all"
broken TXT "v=spf1 include:nothing.acme.example -all"
many TXT "v=spf1 a a a a a a a a a a a -all"
elsewhere TXT "v=spf1 include:_spf.other.example -all"
two TXT "v=spf1 -all"
two TXT "v=spf1 a -all"
elastic TXT "v=spf1 include:_spf.elasticemail.com -all"
google TXT "v=spf1 include:_spf.google.com -all"
ten TXT "v=spf1 a a a a a a a a a a -all"
open TXT ( "v=spf1 exists:%{i}.a.example exists:%{i}.b.example exists:%{i}.c.example exists:%{i}.d.example"
  " exists:%{i}.e.example exists:%{i}.f.example exists:%{i}.g.example exists:%{i}.h.example exists:%{i}.i.example"
  " exists:%{i}.j.example include:_spf.other.example -all" )
)";

/// Runs `spf` with the zone, and no network.
Exit spf(std::vector<std::string> words) {
  static const TemporaryFolder folder;
  static const std::string path = folder.write("acme.zone", zone);
  words.insert(words.begin(), {"spf", "--zone", path, "--offline"});
  return run_program(words);
}

json spf_json(std::vector<std::string> words) {
  words.insert(words.end(), {"--format", "json"});
  return json::parse(spf(std::move(words)).out);
}

}  // namespace

TEST_CASE("the result for a message comes with the term that decided", "[cli][spf]") {
  const json passed = spf_json({"acme.example", "--ip", "185.10.23.1"});
  CHECK(passed["result"] == "pass");
  CHECK(passed["matched"] == "ip4:185.10.22.0/23");
  CHECK(passed["path"] == json::parse(R"([{"domain": "acme.example", "term": "include:_spf.acme.example"},
                                          {"domain": "_spf.acme.example", "term": "ip4:185.10.22.0/23"}])"));
  CHECK(passed["lookups"] == 3);
  CHECK(passed["explanation"].is_null());

  const json failed = spf_json({"acme.example", "--ip", "::1"});
  CHECK(failed["result"] == "fail");
  CHECK(failed["matched"] == "-all");
  CHECK(failed["void_lookups"] == 1);
  CHECK(failed["explanation"] ==
        "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1 is no server of acme.example");
}

TEST_CASE("any result is exit code 0, and no domain is refused beside --ip", "[cli][spf]") {
  const auto [domain, result] = GENERATE(table<std::string, std::string>({
      {"", "none"},
      {"localhost", "none"},
      {"[185.10.20.7]", "none"},
      {"@185.10.20.7", "temperror"},
      {"a..example", "none"},
      {"-x.acme.example", "none"},
      {"acme.example.", "pass"},
      {"nothing.acme.example", "none"},
      {"many.acme.example", "permerror"},
      {"broken.acme.example", "permerror"},
      {"elsewhere.acme.example", "temperror"},
  }));
  CAPTURE(domain);
  const Exit exit = spf({"--ip", "185.10.20.7", "--format", "json", "--", domain});
  CHECK(exit.code == 0);
  CHECK(json::parse(exit.out)["result"] == result);
}

TEST_CASE("what is not printable in a name is escaped once", "[cli][spf]") {
  const json odd = spf_json({"a b.acme.example", "--ip", "185.10.20.7"});
  CHECK(odd["domain"] == "a b.acme.example");
  CHECK(odd["reason"] == "a\\032b.acme.example publishes no SPF record");
}

TEST_CASE("a sender is postmaster where there is none, and brackets around it do not count", "[cli][spf]") {
  CHECK(spf_json({"acme.example", "--ip", "::1"})["mail_from"] == "postmaster@acme.example");
  CHECK(spf_json({"acme.example", "--ip", "::1", "--mail-from", "<news@acme.example>"})["mail_from"] ==
        "news@acme.example");
  const json null_sender = spf_json({"mx1.acme.example", "--ip", "::1", "--mail-from", ""});
  CHECK(null_sender["mail_from"] == "postmaster@mx1.acme.example");
  CHECK(null_sender["helo"] == "mx1.acme.example");
}

TEST_CASE("a sender of another domain is pointed out", "[cli][spf]") {
  CHECK_THAT(spf({"acme.example", "--ip", "::1", "--mail-from", "a@other.example"}).err,
             contains_text("a receiver would check other.example"));
  CHECK(spf({"acme.example", "--ip", "::1", "--mail-from", "a@ACME.example."}).err.empty());
}

TEST_CASE("an IPv4-mapped client is an IPv4 client", "[cli][spf]") {
  CHECK(spf_json({"acme.example", "--ip", "::ffff:185.10.20.7"})["result"] == "pass");
}

TEST_CASE("the number of void lookups can be set", "[cli][spf]") {
  CHECK(spf_json({"long.acme.example", "--ip", "::1"})["result"] == "permerror");
  CHECK(spf_json({"long.acme.example", "--ip", "::1", "--void-lookups", "3"})["result"] == "fail");
}

TEST_CASE("the exit code of a tree says permerror, or that a part is not known", "[cli][spf]") {
  const auto [domain, code, said] = GENERATE(table<std::string, int, std::string>({
      {"acme.example", 0, "3 of 10 lookups"},
      {"nothing.acme.example", 0, "no SPF record"},
      {"broken.acme.example", 1, "permerror"},
      {"many.acme.example", 1, "receivers stop here, after 10 lookups"},
      {"long.acme.example", 1, "more than 2 lookups come back empty"},
      {"six.acme.example", 0, "185.10.20.8, 2a05:10:20::8"},
      {"elsewhere.acme.example", 3, "--offline"},
      {"acme.example.net", 3, "--offline"},
  }));
  CAPTURE(domain);
  const Exit exit = spf({domain});
  CHECK(exit.code == code);
  CHECK_THAT(exit.out, contains_text(said));
}

TEST_CASE("a tree shows each term with its cost, the count so far and what it found", "[cli][spf]") {
  CHECK(spf({"acme.example"}).out == R"(acme.example  v=spf1 a mx include:_spf.acme.example exp=why.acme.example -all

takes  so far
    1       1  ├─ a  185.10.20.7, void for IPv6 senders
    1       2  ├─ mx  185.10.20.8, 2a05:10:20::8
    1       3  ├─ include:_spf.acme.example  768 IPv4 addresses
               │  ├─ ip4:185.10.21.0/24
               │  ├─ ip4:185.10.22.0/23
               │  └─ ~all
               ├─ exp=why.acme.example
               └─ -all

3 of 10 lookups, 0 of 2 void for IPv4 senders, 1 of 2 void for IPv6 senders.
It passes 770 IPv4 addresses and 1 IPv6 network.
)");
}

TEST_CASE("-q leaves of a tree what is wrong", "[cli][spf]") {
  CHECK(spf({"acme.example", "-q"}).out.empty());
  CHECK(spf({"nothing.acme.example", "-q"}).out.empty());
  CHECK_THAT(spf({"acme.example.net", "-q"}).out, contains_text("undetermined  no answer for acme.example.net TXT"));
  CHECK(spf_json({"nothing.acme.example"})["permerror"].is_null());
  CHECK(spf_json({"acme.example.net"})["permerror"].is_null());
  CHECK_THAT(spf({"broken.acme.example", "-q"}).out, contains_text("permerror"));
}

TEST_CASE("flattening gives the record to publish and says what it breaks", "[cli][spf]") {
  const json flattened = spf_json({"acme.example", "--flatten"});
  CHECK(flattened["publish"] == json::parse(R"([{"name": "acme.example", "type": "TXT", "data":
          "\"v=spf1 ip4:185.10.20.7 ip4:185.10.20.8 ip4:185.10.21.0/24 ip4:185.10.22.0/23 ip6:2a05:10:20::8 -all exp=why.acme.example\""}])"));
  CHECK(flattened["lookups"] == 0);
  CHECK(flattened["lookups_now"] == 3);

  const Exit kept = spf({"elsewhere.acme.example", "--flatten"});
  CHECK(kept.code == 3);
  CHECK_THAT(kept.out, contains_text("include:_spf.other.example  stays"));
  const Exit broken = spf({"broken.acme.example", "--flatten"});
  CHECK(broken.code == 1);
  CHECK_THAT(broken.out, contains_text("cannot be flattened"));
}

TEST_CASE("an ESP's way into SPF is its return path, its include, or none", "[cli][spf]") {
  const auto [words, way, data] = GENERATE(table<std::vector<std::string>, std::string, std::string>({
      {{"--with", "postmark"}, "return-path", "pm.mtasv.net."},
      {{"--with", "postmark", "--at-apex"},
       "include",
       "\"v=spf1 a mx include:_spf.acme.example exp=why.acme.example include:spf.mtasv.net -all\""},
      {{"--with", "mailgun"},
       "include",
       "\"v=spf1 a mx include:_spf.acme.example exp=why.acme.example include:mailgun.org -all\""},
      {{"--with", "ses"}, "return-path", "10 feedback-smtp.<REGION>.amazonses.com."},
  }));
  std::vector<std::string> all{"acme.example"};
  all.insert(all.end(), words.begin(), words.end());
  CAPTURE(words);
  const json added = spf_json(all);
  CHECK(added["way"] == way);
  CHECK(added["publish"][0]["data"] == data);
}

TEST_CASE("the exit code of --flatten says what the new record is worth", "[cli][spf]") {
  const auto [domain, code] = GENERATE(table<std::string, int>({
      {"acme.example", 0},
      {"many.acme.example", 0},  // past the limit now, and not then
      {"long.acme.example", 0},
      {"two.acme.example", 1},
      {"broken.acme.example", 1},
      {"nothing.acme.example", 1},
      {"open.acme.example", 1},  // eleven lookups stay; that goes before the one that is not known
      {"elsewhere.acme.example", 3},
      {"acme.example.net", 3},
  }));
  CAPTURE(domain);
  CHECK(spf({domain, "--flatten"}).code == code);
  CHECK(spf({domain, "--flatten", "--format", "json"}).code == code);
}

TEST_CASE("the exit code of --with says whether the ESP then passes", "[cli][spf]") {
  const auto [domain, provider, way, code] = GENERATE(table<std::string, std::string, std::string, int>({
      {"google.acme.example", "google-workspace", "present", 0},
      {"acme.example", "postmark", "return-path", 0},
      {"broken.acme.example", "postmark", "return-path", 0},
      {"acme.example", "brevo", "elsewhere", 0},
      {"acme.example", "google-workspace", "include", 0},
      {"nothing.acme.example", "google-workspace", "include", 0},
      {"acme.example", "elastic-email", "include", 3},
      {"nothing.acme.example", "elastic-email", "include", 3},
      {"broken.acme.example", "google-workspace", "include", 1},
      {"broken.acme.example", "elastic-email", "include", 1},
      {"ten.acme.example", "google-workspace", "include", 1},
      {"two.acme.example", "elastic-email", "broken", 1},
      {"acme.example", "smtp-com", "unknown", 3},
      {"acme.example.net", "elastic-email", "undetermined", 3},
      {"elastic.acme.example", "elastic-email", "undetermined", 3},
  }));
  CAPTURE(domain, provider);
  const std::string google = std::string(MAILREADY_FIXTURES) + "/providers/google.com.zone";
  const std::vector<std::string> words{domain, "--with", provider, "--zone", google};
  CHECK(spf_json(words)["way"] == way);
  CHECK(spf(words).code == code);
}

TEST_CASE("what an ESP needs is undetermined where the domain could not be asked about", "[cli][spf]") {
  const Exit exit = spf({"acme.example.net", "--with", "postmark"});
  CHECK(exit.code == 3);
  CHECK_THAT(exit.out, contains_text("no answer for acme.example.net TXT"));
}

TEST_CASE("wrong usage of spf is told apart", "[cli][spf]") {
  const auto [words, said] = GENERATE(table<std::vector<std::string>, std::string>({
      {std::vector<std::string>(), "which domain?"},
      {{"a.example", "b.example"}, "takes one domain"},
      {{"https://acme.example"}, "is a URL"},
      {{"acme.example", "--ip", ""}, "\"\" is no IP address"},
      {{"acme.example", "--ip", "300.1.1.1"}, "\"300.1.1.1\" is no IP address"},
      {{"acme.example", "--with", ""}, "provider is missing"},
      {{"acme.example", "--with", "sendgird"}, "did you mean \"sendgrid\""},
      {{"acme.example", "--ip", "::1", "--flatten"}, "excludes"},
      {{"acme.example", "--mail-from", "a@b.example"}, "requires --ip"},
      {{"acme.example", "--format", "sarif"}, "there are text and json"},
      {{"acme.example", "--at-apex"}, "requires --with"},
  }));
  CAPTURE(words);
  const Exit exit = spf(words);
  CHECK(exit.code == 2);
  CHECK(exit.out.empty());
  CHECK_THAT(exit.err, contains_text(said));
}
