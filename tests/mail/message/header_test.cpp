#include "mail/message/header.h"

#include "support/catch.h"
#include "support/fake_resolver.h"

using namespace mailready;
using namespace mailready::message;
using test::name;

namespace {

const std::string through_postmark =
    "Return-Path: <pm_bounces@pm-bounces.acme.example>\r\n"
    "Received: from mta.mtasv.net by mx.receiver.example\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; s=20260101PM; d=acme.\r\n"
    "\texample; h=From:Subject; bh=AAAA=;\r\n"
    "\tb=BBBB\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; s=pm20; d=pm.mtasv.net; bh=AAAA=; b=CC\r\n"
    "From: \"Acme, <Shop> of a@b.example\" <news@Acme.Example>\r\n"
    "Subject: hello\r\n"
    "\r\n"
    "From: <body@elsewhere.example>\r\n";

}  // namespace

TEST_CASE("a header shows its author, who signed it and where bounces go", "[mail][message]") {
  const auto header = parse_header(through_postmark);
  REQUIRE(header);
  CHECK(header->author == name("acme.example"));
  CHECK(header->return_path == name("pm-bounces.acme.example"));
  CHECK(header->signatures ==
        std::vector<Signature>{{name("acme.example"), "20260101pm"}, {name("pm.mtasv.net"), "pm20"}});
}

TEST_CASE("headers are read as they are kept", "[mail][message]") {
  const auto [text, return_path] = GENERATE(table<std::string, std::string>({
      {"From: a@acme.example\n", ""},
      {"from : a@acme.example\nreturn-path:<>\n", ""},
      {"From mailer Mon Nov 30 21:20:05 2026\nReturn-Path: <x@b.example>\nFrom: a@acme.example\n", "b.example"},
      {"Return-Path: x=y@b.example\nReturn-Path: <old@c.example>\nFrom: A (the shop) <a@acme.example>\n", "b.example"},
      {"Return-Path: <x@nested@b.example>\nFrom: a@acme.example", "b.example"},
      {"Return-Path: <x@b..example>\nFrom: a@acme.example", ""},
  }));
  CAPTURE(text);
  const auto header = parse_header(text);
  REQUIRE(header);
  CHECK(header->author == name("acme.example"));
  CHECK((header->return_path ? header->return_path->to_string() : "") == return_path);
}

TEST_CASE("a signature that cannot be read is passed over", "[mail][message]") {
  const auto value = GENERATE(as<std::string>{}, "", "v=1; d=acme.example", "v=1; s=x", "v=1; d=a..b; s=x",
                              "v=1; d=acme.example; s=a..b", "d=acme.example; d=b.example; s=x", "nonsense");
  CAPTURE(value);
  const auto header = parse_header("From: a@acme.example\nDKIM-Signature: " + value + "\n");
  REQUIRE(header);
  CHECK(header->signatures.empty());
}

TEST_CASE("what is no message is refused with the reason", "[mail][message]") {
  const auto [text, reason] = GENERATE(table<std::string, std::string>({
      {"", "header"},
      {"\nFrom: a@acme.example\n", "header"},
      {"{\"a\": 1}\n", "From"},
      {"hello\n", "header"},
      {"Subject: x\n", "no From"},
      {"From: nobody\n", "no address"},
      {"From: a@\n", "no address"},
      {std::string("\xff\0\x01:\n", 5), "From"},
  }));
  CAPTURE(text);
  const auto header = parse_header(text);
  REQUIRE_FALSE(header);
  CHECK_THAT(header.error(), contains_text(reason));
}
