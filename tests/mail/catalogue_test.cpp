#include "mail/catalogue.h"

#include <algorithm>

#include "support/catch.h"
#include "support/fake_resolver.h"

using namespace mailready;
using namespace mailready::catalogue;
using test::name;

/// "" for nobody.
static std::string id_of(const Provider* provider) { return provider ? provider->id : ""; }

TEST_CASE("catalogue matches suffixes label by label", "[mail][catalogue]") {
  const auto [text, pattern, expected] = GENERATE(table<std::string, std::string, bool>({
      {"google.com", "google.com", true},
      {"aspmx.l.GOOGLE.com", "google.com", true},
      {"aspmx.l.google.com", "Google.COM", true},
      {"notgoogle.com", "google.com", false},
      {"com", "google.com", false},
      {"google.com.example", "google.com", false},
      {"feedback-smtp.eu-west-1.amazonses.com", "feedback-smtp.*.amazonses.com", true},
      {"x.feedback-smtp.eu-west-1.amazonses.com", "feedback-smtp.*.amazonses.com", true},
      {"feedback-smtp.amazonses.com", "feedback-smtp.*.amazonses.com", false},
      {"feedback-smtp.a.b.amazonses.com", "feedback-smtp.*.amazonses.com", false},
      {"amazonses.com", "*.amazonses.com", false},
  }));
  CAPTURE(text, pattern);
  CHECK(matches_suffix(name(text), pattern) == expected);
}

TEST_CASE("catalogue matches whole names, and a first star stands for several labels", "[mail][catalogue]") {
  const auto [text, pattern, expected] = GENERATE(table<std::string, std::string, bool>({
      {"sendgrid.net", "sendgrid.net", true},
      {"u1.sendgrid.net", "sendgrid.net", false},
      {"12345.spf04.hubspotemail.net", "*.spf*.hubspotemail.net", true},
      {"12345.spf.hubspotemail.net", "*.spf*.hubspotemail.net", false},
      {"spf04.hubspotemail.net", "*.spf*.hubspotemail.net", false},
      {"acme.example.spf.auto.dnssmarthost.net", "*.spf.auto.dnssmarthost.net", true},
      {"spf.auto.dnssmarthost.net", "*.spf.auto.dnssmarthost.net", false},
      {"a.b.spf.has.pphosted.com", "%{ir}.%{v}.%{d}.spf.has.pphosted.com", false},
  }));
  CAPTURE(text, pattern);
  CHECK(matches_exactly(name(text), pattern) == expected);
}

TEST_CASE("catalogue matches labels, and a generated part is never empty", "[mail][catalogue]") {
  const auto [label, pattern, expected] = GENERATE(table<std::string, std::string, bool>({
      {"em4821", "em*", true},
      {"EM4821", "em*", true},
      {"em", "em*", false},
      {"demo", "em*", false},
      {"20260101pm", "*pm", true},
      {"pm", "*pm", false},
      {"pmpm", "*pm", true},
      {"eu-frankfurt-1.rp", "*.rp", true},
      {"rp", "*.rp", false},
      {"a.b.rp", "*.rp", false},
      {"hs1-12345", "hs1-*", true},
      {"anything", "*", true},
      {"two.labels", "*", false},
      {"abcabd", "*b*d", true},
      {"abd", "*b*d", false},
      {"", "*", false},
  }));
  CAPTURE(label, pattern);
  CHECK(matches_label(label, pattern) == expected);
}

TEST_CASE("catalogue finds the owner of an include", "[mail][catalogue]") {
  const auto [include, expected] = GENERATE(table<std::string, std::string>({
      {"spf.mtasv.net", "postmark"},
      {"sendgrid.net", "sendgrid"},  // also front's, which runs on it
      {"SendGrid.NET", "sendgrid"},
      {"amazonses.com", "amazon-ses"},  // also resend's, loops', plunk's and posthog's
      {"mailgun.org", "mailgun"},       // also customer-io's and leadconnector's
      {"spf.protection.outlook.com",
       "microsoft-365"},                               // azure-communication-services stands in front of it in the file
      {"_spf.mailspamprotection.com", "spamexperts"},  // siteground runs on it
      {"customeriomail.com", "customer-io"},
      {"12345.spf04.hubspotemail.net", "hubspot"},
      {"acme.example.spf.auto.dnssmarthost.net", "siteground"},
      {"spf-00148503.pphosted.com", "proofpoint"},
      {"ap-northeast-2.amazonses.com", ""},  // not listed, and not guessed
      {"u1.sendgrid.net", ""},
      {"notsendgrid.net", ""},
      {"acme.example", ""},
  }));
  CAPTURE(include);
  CHECK(id_of(by_include(name(include))) == expected);
}

TEST_CASE("catalogue finds the owner of a key's alias", "[mail][catalogue]") {
  const auto [target, selector, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"s1.domainkey.u1.wl2.sendgrid.net", "s1", "sendgrid"},
      {"s1.domainkey.u1.wl2.sendgrid.net", "acme7", "sendgrid"},  // customers choose their own
      {"kl.domainkey.u1.wl2.sendgrid.net", "kl", "klaviyo"},
      {"kl2.domainkey.u1.wl2.sendgrid.net", "KL2", "klaviyo"},
      {"abc.dkim.amazonses.com", "abc", "amazon-ses"},  // loops, plunk and posthog run on it
      {"dkim2.mcsv.net", "k2", "mailchimp"},
      {"selector1-acme-example._domainkey.acme.onmicrosoft.com", "selector1", "microsoft-365"},
      {"k1._domainkey.notmailgun.org", "k1", ""},
      {"com", "s1", ""},
  }));
  CAPTURE(target, selector);
  CHECK(id_of(by_dkim_target(name(target), selector)) == expected);
}

TEST_CASE("catalogue finds the owner of a return path", "[mail][catalogue]") {
  CHECK(id_of(by_return_path_target(name("pm.mtasv.net"), "pm-bounces")) == "postmark");
  CHECK(id_of(by_return_path_target(name("pm.mtasv.net"), "fbounces")) == "postmark");  // fernand runs on it
  CHECK(id_of(by_return_path_target(name("u1.wl2.sendgrid.net"), "em4821")) == "sendgrid");
  CHECK(by_return_path_target(name("host.acme.example"), "em4821") == nullptr);
  CHECK(id_of(by_return_path_exchange(name("feedback-smtp.us-east-1.amazonses.com"), "send")) == "amazon-ses");
  CHECK(id_of(by_return_path_exchange(name("mxa.mailgun.org"), "cio1234")) == "mailgun");
  CHECK(id_of(by_return_path_exchange(name("mx.sendgrid.net"), "em1")) == "sendgrid");
}

TEST_CASE("catalogue finds who runs an exchange", "[mail][catalogue]") {
  const auto [exchange, expected] = GENERATE(table<std::string, std::string>({
      {"aspmx.l.google.com", "google-workspace"},
      {"alt1.aspmx.l.google.com", "google-workspace"},
      {"aspmx2.googlemail.com", "google-workspace"},
      {"acme-example.mail.protection.outlook.com", "microsoft-365"},
      {"inbound-smtp.eu-west-1.amazonaws.com", "amazon-ses"},  // resend runs on it
      {"mx2.mailhop.org", "duocircle"},                        // dyn-mailhop runs on it
      {"l.google.com", ""},
      {"mx1.acme.example", ""},
  }));
  CAPTURE(exchange);
  CHECK(id_of(by_exchange(name(exchange))) == expected);
  CHECK(by_exchange(dns::Name()) == nullptr);
}

TEST_CASE("catalogue knows providers by id and alias in any case", "[mail][catalogue]") {
  CHECK(id_of(find("postmark")) == "postmark");
  CHECK(id_of(find("PostMark")) == "postmark");
  CHECK(id_of(find("postmarkapp")) == "postmark");
  CHECK(find("") == nullptr);
  CHECK(find("postmrk") == nullptr);
  CHECK(nearest_id("postmrk") == "postmark");
  CHECK(nearest_id("SENDGIRD") == "sendgrid");
  CHECK(nearest_id("qqqqqqqqqqqq").empty());
}

TEST_CASE("catalogue keeps what a provider's customers publish", "[mail][catalogue]") {
  const Provider& sendgrid = *find("sendgrid");
  CHECK(sendgrid.name == "Twilio SendGrid");
  CHECK(sendgrid.operator_name == "Twilio");
  CHECK(sendgrid.kinds == std::vector{Kind::transactional, Kind::marketing});
  CHECK(sendgrid.apex_include == ApexInclude::not_needed);
  CHECK(sendgrid.customer_selectors);
  CHECK(sendgrid.selectors_open());
  CHECK(sendgrid.store_and_forward == false);
  CHECK(sendgrid.literal_return_path_labels().empty());
  REQUIRE(sendgrid.submission_hosts.size() == 2);
  CHECK(sendgrid.submission_hosts[1].region == "eu");
  CHECK(sendgrid.submission_hosts[0].ports == std::vector<std::uint16_t>{25, 587, 2525, 465});
  CHECK(sendgrid.submission_hosts[0].implicit_tls(465));
  CHECK_FALSE(sendgrid.submission_hosts[0].implicit_tls(587));

  const Provider& postmark = *find("postmark");
  CHECK(postmark.literal_selectors() == std::vector<std::string>{"pm"});
  CHECK(postmark.selectors_open());
  CHECK(postmark.literal_includes() == std::vector{name("spf.mtasv.net")});
  CHECK_FALSE(find("mailgun")->selectors_open());
  CHECK(find("mailgun")->apex_include == ApexInclude::without_return_path);
  CHECK(find("iterable")->selectors_open());  // none are known
  CHECK(find("proofpoint")->literal_includes().empty());
  CHECK(find("microsoft-365")->spare_selectors == std::vector<std::string>{"selector2"});
  CHECK(find("google-workspace")->mx_redundant == true);
  CHECK_FALSE(find("google-workspace")->is_esp());
  CHECK(find("stytch")->runs_on_any == std::vector<std::string>{"postmark", "sendgrid"});
  CHECK(find("netcore")->apex_include == ApexInclude::unknown);
}

TEST_CASE("catalogue holds every provider once, and every reference leads to one", "[mail][catalogue]") {
  CHECK(providers().size() == 116);
  for (const Provider& provider : providers()) {
    CAPTURE(provider.id);
    CHECK(find(provider.id) == &provider);
    for (const std::string& alias : provider.aliases) CHECK(find(alias) == &provider);
    CHECK_FALSE(provider.kinds.empty());
    if (!provider.runs_on.empty()) CHECK(find(provider.runs_on));
    for (const std::string& id : provider.runs_on_any) CHECK(find(id));
  }
}

TEST_CASE("catalogue knows who runs a name server", "[mail][catalogue]") {
  const auto [host, expected] = GENERATE(table<std::string, std::string>({
      {"ada.ns.cloudflare.com", "cloudflare"},
      {"ns-2048.awsdns-64.com", "amazon-route53"},
      {"NS-1536.AWSDNS-00.co.uk", "amazon-route53"},
      {"ns-cloud-a1.googledomains.com", "google-cloud-dns"},
      {"ns1-03.azure-dns.com", "azure-dns"},
      {"ns3-03.azure-dns.org", "azure-dns"},
      {"ns51.domaincontrol.com", "godaddy"},
      {"dns1.registrar-servers.com", "namecheap"},
      {"hydrogen.ns.hetzner.com", "hetzner"},
      {"dns101.ovh.net", "ovh"},
      {"dns1.p08.nsone.net", "ns1"},
      {"ns1067.ui-dns.de", "ionos"},
      {"ns5.he.net", "hurricane-electric"},
      {"he.net", ""},
      {"www.digitalocean.com", ""},  // its own site, not its service
      {"notdomaincontrol.com", ""},
      {"awsdns.com", ""},
      {"ns1.acme.example", ""},
  }));
  CAPTURE(host);
  const DnsOperator* found = by_name_server(name(host));
  CHECK((found ? found->id : "") == expected);
  CHECK(by_name_server(dns::Name()) == nullptr);
}

TEST_CASE("catalogue knows the networks of web proxies", "[mail][catalogue]") {
  REQUIRE(web_proxies().size() == 1);
  const WebProxy& cloudflare = web_proxies()[0];
  CHECK(cloudflare.id == "cloudflare");
  CHECK(cloudflare.networks.size() == 22);
  const IpSet networks(cloudflare.networks);
  CHECK(networks.contains(*IpAddress::parse("104.16.0.1")));
  CHECK(networks.contains(*IpAddress::parse("2606:4700::6810:1")));
  CHECK_FALSE(networks.contains(*IpAddress::parse("185.10.20.10")));
}

TEST_CASE("a provider can be given in place", "[mail][catalogue]") {
  const Provider relay{.id = "own-relay", .spf_includes = {"spf.relay.acme.example"}, .selectors = {"r1"}};
  CHECK_FALSE(relay.selectors_open());
  CHECK_FALSE(relay.is_esp());
  CHECK(relay.runs_alone());
  CHECK(relay.literal_includes() == std::vector{name("spf.relay.acme.example")});
}
