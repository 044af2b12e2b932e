// Recordings through the program: what a run was told, and the same run again without asking anybody.
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"
#include "support/server_thread.h"

using namespace mailready;
using namespace mailready::test;
using nlohmann::json;

namespace {

std::vector<std::string> plan() { return {"--primary", "postmark:pm", "--backup", "sendgrid:s1"}; }

/// Answers of many kinds: an SPF record, no MX records, silence, failures and a name that does not exist.
Reaction answer_variously(const Query& query) {
  const std::string name = query.question.name.to_string();
  if (name == "acme.example" && query.question.type == dns::Type::txt)
    return reply(query, {.answer = {{.owner = query.question.name,
                                     .type = dns::Type::txt,
                                     .ttl = std::chrono::seconds(300),
                                     .rdata = dns::Txt{{"v=spf1 include:spf.mtasv.net \xff ~all"}}}}});
  if (name == "spf.mtasv.net") return {};
  if (name == "_dmarc.acme.example") return reply(query, {.rcode = dns::Rcode::servfail});
  return reply(query, {.rcode = name == "acme.example" ? dns::Rcode::noerror : dns::Rcode::nxdomain});
}

}  // namespace

TEST_CASE("a run that is replayed reports byte for byte what it did, though nobody answers", "[cli][record]") {
  const TemporaryFolder folder;
  const std::string recording = folder.path("run.rec");
  const auto format = GENERATE(as<std::string>{}, "json", "text", "ndjson");
  std::string address;
  Exit first;
  {
    const ServerThread server(answer_variously);
    address = server.address();
    first = run_program(words({"check", "acme.example", "b.example", "--resolver", address, "--timeout", "0.05",
                               "--retries", "0", "--record", recording, "--format", format},
                              plan()));
  }
  CHECK(first.code == 1);
  const std::vector<std::string> again = words({"check", "--replay", recording, "--format", format}, plan());
  const Exit second = run_program(again);
  CHECK(second.out == first.out);
  CHECK(second.code == first.code);
  CHECK(second.err == first.err);
  CHECK(run_program(again).out == first.out);
}

TEST_CASE("what was read from files is replayed without them, places included", "[cli][record]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone(one_sender)), recording = folder.path("run.rec");
  const std::vector<std::string> options = words({"acme.example", "--format", "json"}, plan());
  const Exit first = run_program(words(words({"check", "--record", recording}, options), offline_with(zone)));
  CHECK(first.code == 1);
  folder.write("acme.zone", acme_zone(both_senders));
  CHECK(run_program(words({"check", "--replay", recording}, options)).out == first.out);
  CHECK_THAT(folder.read("run.rec"), contains_text("\n  place 11 " + zone + "\n"));
}

TEST_CASE("what a recording does not hold is undetermined, never absent", "[cli][record]") {
  const TemporaryFolder folder;
  const std::string recording = folder.path("run.rec");
  const std::string zone = folder.write("acme.zone", acme_zone(both_senders));
  REQUIRE(run_program(words({"check", "acme.example", "--select", "spf", "--record", recording}, offline_with(zone)))
              .code == 0);
  const Exit more = run_program({"check", "--replay", recording, "--select", "mx", "--format", "json"});
  CHECK(more.code == 3);
  const json undetermined = json::parse(more.out)["domains"][0]["undetermined"];
  REQUIRE_FALSE(undetermined.empty());
  CHECK(undetermined[0]["reason"] == "offline");
  const Exit other = run_program({"check", "other.example", "--replay", recording});
  CHECK(other.code == 3);
}

TEST_CASE("simulate and spf are replayed too", "[cli][record]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone(both_senders)), recording = folder.path("run.rec");
  const auto command = GENERATE(as<std::string>{}, "simulate", "spf");
  const Exit first = run_program(words({command, "acme.example", "--record", recording}, offline_with(zone)));
  const Exit second = run_program({command, "acme.example", "--replay", recording});
  CHECK_FALSE(first.out.empty());
  CHECK(second.out == first.out);
  CHECK(second.code == first.code);
}

TEST_CASE("a recording that cannot be read is refused with its line, and nothing is printed", "[cli][record]") {
  const TemporaryFolder folder;
  const std::string broken =
      folder.write("broken.rec", "mailready-recording 1\nversion 0.1.0\ndate today\nnetwork yes\ndiscovery yes\n");
  using Case = std::pair<std::vector<std::string>, std::string>;
  for (const auto& [arguments, complaint] : std::vector<Case>{
           {{"--replay", broken}, "broken.rec:3: "},
           {{"--replay", folder.path("none.rec")}, "none.rec: No such file"},
           {{"--replay", broken, "--zone", broken}, "leave out --zone"},
           {{"--replay", broken, "--resolver", "192.0.2.1"}, "leave out --resolver"},
           {{"--replay", broken, "--record", folder.path("new.rec")}, "leave out --record"},
           {{"--offline", "--record", "/no-such-folder/new.rec"}, "/no-such-folder/new.rec"},
       }) {
    const Exit exit = run_program(words({"check", "acme.example"}, arguments));
    CHECK(exit.code == 2);
    CHECK(exit.out.empty());
    CHECK_THAT(exit.err, contains_text(complaint));
  }
}

TEST_CASE("a usage error leaves an older recording as it was", "[cli][record]") {
  const TemporaryFolder folder;
  const std::string recording = folder.write("run.rec", "older\n");
  CHECK(run_program({"check", "--record", recording, "--domains", "-", "--offline"}, "").code == 2);
  CHECK(folder.read("run.rec") == "older\n");
}

TEST_CASE("diff tells which records have changed, and which findings are new", "[cli][diff]") {
  const TemporaryFolder folder;
  const std::string before = folder.path("before"), after = folder.path("after");
  const std::string zone = folder.write("acme.zone", acme_zone(both_senders));
  const bool recordings = GENERATE(true, false);
  const auto keep = [&](const std::string& path) {
    const std::vector<std::string> how = recordings ? std::vector<std::string>{"--record", path}
                                                    : std::vector<std::string>{"--format", "json", "-o", path};
    run_program(words(words(words({"check", "acme.example"}, how), plan()), offline_with(zone)));
  };
  keep(before);
  folder.write("acme.zone", acme_zone(one_sender));
  keep(after);

  const std::vector<std::string> judged_by = recordings ? plan() : std::vector<std::string>{};
  const Exit exit = run_program(words({"diff", before, after, "--format", "json"}, judged_by));
  CHECK(exit.code == 1);
  const json difference = json::parse(exit.out)["domains"].at(0);
  CHECK(difference["verdict"]["new"] == "not-ready");
  json txt;
  for (const json& record : difference["records"])
    if (record["name"] == "acme.example" && record["type"] == "TXT") txt = record;
  CHECK_THAT(txt["removed"].at(0).get<std::string>(), contains_text("include:sendgrid.net"));
  CHECK_THAT(txt["added"].at(0).get<std::string>(), contains_text(one_sender));
  std::vector<std::string> appeared;
  for (const json& finding : difference["findings"])
    if (finding["change"] == "new") appeared.push_back(finding["rule"]);
  CHECK(std::count(appeared.begin(), appeared.end(), "spf-esp-missing") == 1);

  const Exit back = run_program(words({"diff", after, before}, judged_by));
  CHECK(back.code == 0);
  CHECK_THAT(back.out, contains_text("gone"));
  const Exit same = run_program(words({"diff", before, before}, judged_by));
  CHECK(same.code == 0);
  CHECK_THAT(same.out, contains_text("Nothing has changed"));
  CHECK(run_program(words({"diff", before, before, "-q"}, judged_by)).out.empty());
}

TEST_CASE("diff refuses what is no result", "[cli][diff]") {
  const TemporaryFolder folder;
  const std::string text = folder.write("text", "hello\n"), empty = folder.write("empty", "");
  for (const std::vector<std::string>& files :
       std::vector<std::vector<std::string>>{{text, text}, {empty, empty}, {text}, {}, {folder.path("none"), text}}) {
    const Exit exit = run_program(words({"diff"}, files));
    CHECK(exit.code == 2);
    CHECK(exit.out.empty());
    CHECK_FALSE(exit.err.empty());
  }
}

TEST_CASE("a list is replayed with its lines that are no names, and as interrupted where it was", "[cli][record]") {
  const TemporaryFolder folder;
  const std::string recording = folder.path("run.rec"),
                    list = folder.write("list", "acme.example\nno name\nb.example\n");
  const std::vector<std::string> replay{"check", "--replay", recording, "--format", "json", "--select", "spf"};
  const Exit first = run_program({"check", "--domains", list, "--offline", "--record", recording, "--ordered",
                                  "--format", "json", "--select", "spf"});
  CHECK(first.code == 1);
  const Exit second = run_program(replay);
  CHECK(second.out == first.out);
  CHECK(second.code == 1);
  CHECK(run_program({"report", recording, "--select", "spf"}).code == 1);

  const std::string whole = folder.read("run.rec");
  folder.write("run.rec", whole.substr(0, whole.find("\nend\n")));
  const Exit cut = run_program(replay);
  CHECK(cut.code == 130);
  CHECK(json::parse(cut.out)["interrupted"] == true);
  CHECK(run_program({"report", recording, "--select", "spf"}).code == 130);
}

TEST_CASE("a recording that cannot be written leaves standard output empty", "[cli][record]") {
  const Exit exit = run_program({"check", "acme.example", "--offline", "--record", "/dev/full"});
  CHECK(exit.code == 2);
  CHECK(exit.out.empty());
}

TEST_CASE("no file is written over another that the run reads or writes", "[cli]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone(both_senders)), other = folder.path("other");
  for (const std::vector<std::string>& more :
       std::vector<std::vector<std::string>>{{"-o", zone},
                                             {"--record", zone},
                                             {"--format", "json=" + folder.path("./acme.zone")},
                                             {"--record", other, "-o", other},
                                             {"--baseline", other, "--update-baseline", "-o", other}}) {
    CAPTURE(more);
    const Exit exit = run_program(words(words({"check", "acme.example"}, offline_with(zone)), more));
    CHECK(exit.code == 2);
    CHECK_THAT(exit.err, contains_text("would be written over"));
    CHECK(folder.read("acme.zone") == acme_zone(both_senders));
  }
}

TEST_CASE("simulate and spf write over no file that they read", "[cli]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone(both_senders));
  const auto command = GENERATE(as<std::string>{}, "simulate", "spf");
  const auto option = GENERATE(as<std::string>{}, "-o", "--record");
  CHECK(run_program(words({command, "acme.example", option, zone}, offline_with(zone))).code == 2);
  CHECK(folder.read("acme.zone") == acme_zone(both_senders));
}

TEST_CASE("options for recordings are refused where there is none", "[cli]") {
  const TemporaryFolder folder;
  const std::string results = folder.path("results.json");
  run_program({"check", "acme.example", "--offline", "--format", "json", "-o", results});
  const std::vector<std::string> more = GENERATE(values<std::vector<std::string>>(
      {{"--select", "spf"}, {"--severity", "spf-missing=off"}, {"--primary", "postmark"}}));
  CHECK(run_program(words({"report", results}, more)).code == 2);
  CHECK(run_program(words({"diff", results, results}, more)).code == 2);
  CHECK(run_program({"diff", results, results}).code == 0);
}
