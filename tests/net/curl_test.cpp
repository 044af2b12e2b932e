#include "net/curl.h"

#include <cstdlib>

#include "dns/async.h"
#include "support/catch.h"
#include "support/https_server.h"
#include "support/run.h"
#include "support/temporary_folder.h"

using namespace mailready;
using namespace mailready::test;
using net::FetchFailure;
using net::FetchReply;
using Kind = FetchFailure::Kind;
using namespace std::chrono_literals;

namespace {

const std::string host = "mta-sts.acme.example";
const std::string path = "/.well-known/mta-sts.txt";

/// One authority for all tests, and a file that says so.
struct Trust {
  TestAuthority authority;
  TemporaryFolder folder;
  std::string file = folder.write("authority.pem", authority.certificate());
};

const Trust& trust() {
  static const Trust made;
  return made;
}

Credentials good() { return trust().authority.issue(host); }

net::Request request_to(std::vector<net::Endpoint> endpoints) {
  net::Request request;
  request.host = host;
  request.path = path;
  request.endpoints = std::move(endpoints);
  request.max_octets = 1000;
  return request;
}

net::CurlOptions patient() { return {.timeout = 20s, .ca_file = trust().file}; }
net::CurlOptions impatient() { return {.timeout = 200ms, .ca_file = trust().file}; }

/// Fetches from a server of these credentials and script.
dns::Task<FetchReply> fetch(std::optional<Credentials> credentials, HttpReaction reaction, net::CurlOptions options) {
  dns::Loop& loop = co_await dns::this_loop;
  HttpsServer server(loop, std::move(credentials), [&](const std::string&) { return reaction; });
  net::CurlFetcher fetcher(loop, std::move(options));
  net::Request request = request_to({server.endpoint()});
  FetchReply reply = co_await fetcher.fetch(std::move(request));
  co_return reply;
}

FetchReply fetched(std::optional<Credentials> credentials, HttpReaction reaction,
                   net::CurlOptions options = patient()) {
  return run(fetch(std::move(credentials), std::move(reaction), std::move(options)));
}

FetchFailure failed(std::optional<Credentials> credentials, HttpReaction reaction,
                    net::CurlOptions options = patient()) {
  const FetchReply reply = fetched(std::move(credentials), std::move(reaction), std::move(options));
  REQUIRE_FALSE(reply);
  return reply.error();
}

/// A port of the loopback interface on which nobody listens.
net::Endpoint closed(dns::Loop& loop) {
  asio::ip::tcp::acceptor acceptor(loop.context(), {asio::ip::address_v4::loopback(), 0});
  return {.address = *IpAddress::parse("127.0.0.1"), .port = acceptor.local_endpoint().port()};
}

}  // namespace

TEST_CASE("a response is what the server said", "[net]") {
  const auto [status, number] = GENERATE(table<std::string, int>({
      {"200 OK", 200},
      {"404 Not Found", 404},
      {"500 Oops", 500},
  }));
  const FetchReply reply = fetched(good(), respond(status, "version: STSv1\n", "text/plain; charset=utf-8"));
  REQUIRE(reply);
  CHECK(*reply == net::Response{number, "text/plain; charset=utf-8", "version: STSv1\n"});
}

TEST_CASE("a body in chunks, or up to the end of the connection, is whole", "[net]") {
  const HttpReaction reaction =
      GENERATE(HttpReaction{.parts = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                                      "2\r\nde\r\n0\r\n\r\n"}},
               HttpReaction{.parts = {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc", "de"}});
  const FetchReply reply = fetched(good(), reaction);
  REQUIRE(reply);
  CHECK(*reply == net::Response{200, "", "abcde"});
}

TEST_CASE("no redirect is followed", "[net]") {
  HttpReaction reaction;
  reaction.parts = {"HTTP/1.1 301 Moved\r\nLocation: https://mta-sts.acme.example/other\r\nContent-Length: 0\r\n\r\n"};
  const FetchReply reply = fetched(good(), reaction);
  REQUIRE(reply);
  CHECK(reply->status == 301);
}

TEST_CASE("a certificate must hold, for the host, from an authority that is trusted", "[net]") {
  const auto [credentials, words] = GENERATE_COPY(table<Credentials, std::string>({
      {trust().authority.issue(host, -60s), "certificate has expired"},
      {trust().authority.issue("mta-sts.other.example"), "no alternative certificate subject name"},
      {trust().authority.issue("*.acme.test"), "no alternative certificate subject name"},
      {TestAuthority("Another Authority").issue(host), "unable to get local issuer certificate"},
  }));
  const FetchFailure failure = failed(credentials, respond("200 OK", "x"));
  CHECK(failure.kind == Kind::certificate);
  CHECK_THAT(failure.detail, contains_text(words));
}

TEST_CASE("without authorities no certificate can be checked", "[net]") {
  const FetchFailure failure = failed(good(), respond("200 OK", "x"), {.timeout = 20s, .ca_file = "/nonexistent.pem"});
  CHECK(failure.kind == Kind::trust_store);
}

TEST_CASE("without libcurl nothing can be fetched", "[net]") {
  const auto [library, words] = GENERATE(table<std::string, std::string>({
      {"libnowhere.so.4", "libnowhere.so.4 is not installed"},
      {"libc.so.6", "undefined symbol: curl_easy_init"},
  }));
  const FetchFailure failure = failed(good(), respond("200 OK", "x"), {.library = library});
  CHECK(failure.kind == Kind::no_library);
  CHECK_THAT(failure.detail, contains_text(words));
}

TEST_CASE("a body is cut off at the limit", "[net]") {
  const std::string most(1000, 'x');
  CHECK(fetched(good(), respond("200 OK", most)).operator*().body == most);
  CHECK(failed(good(), respond("200 OK", most + "x")).kind == Kind::too_large);
  CHECK(failed(good(), respond("200 OK", std::string(1 << 20, 'x'))).kind == Kind::too_large);
  HttpReaction endless{.parts = {"HTTP/1.1 200 OK\r\n\r\n", std::string(700, 'x')}, .endless = true};
  CHECK(failed(good(), endless).kind == Kind::too_large);
  const FetchReply other = fetched(good(), respond("404 Not Found", most + "x"));
  REQUIRE(other);
  CHECK(*other == net::Response{404, "text/plain", most});
}

TEST_CASE("a header is cut off at a limit", "[net]") {
  HttpReaction endless{.parts = {"HTTP/1.1 200 OK\r\n", "X-Filler: " + std::string(900, 'x') + "\r\n"},
                       .endless = true};
  const FetchFailure failure = failed(good(), endless);
  CHECK(failure.kind == Kind::broken);
  CHECK_THAT(failure.detail, contains_text("the header is longer than"));
}

TEST_CASE("what does not come in time is timed out", "[net]") {
  HttpReaction drip{.parts = {"HTTP/1.1 200 OK\r\n\r\n", "x"}, .endless = true, .pause = 5ms};
  HttpReaction stuck{.parts = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"}, .closes = false};
  for (const HttpReaction& reaction : {HttpReaction{}, drip, stuck})
    CHECK(failed(good(), reaction, impatient()).kind == Kind::timed_out);
  // A server without TLS that waits for a request gets the start of a handshake only.
  CHECK(failed(std::nullopt, HttpReaction{}, impatient()).kind == Kind::timed_out);
}

TEST_CASE("what is no HTTPS is broken", "[net]") {
  HttpReaction short_body{.parts = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"}};
  HttpReaction nothing{.parts = {""}};
  HttpReaction garbage{.parts = {"\x1b[2J220 mx1.acme.example ESMTP\r\n"}};
  for (const HttpReaction& reaction : {short_body, nothing, garbage}) {
    const FetchFailure failure = failed(good(), reaction);
    CHECK(failure.kind == Kind::broken);
    CHECK(failure.detail.find('\x1b') == std::string::npos);
  }
}

namespace {

/// A server that answers in plain HTTP whatever it is sent.
dns::Task<FetchReply> fetch_from_plain_server() {
  dns::Loop& loop = co_await dns::this_loop;
  asio::ip::tcp::acceptor acceptor(loop.context(), {asio::ip::address_v4::loopback(), 0});
  net::CurlFetcher fetcher(loop, patient());
  net::Request request =
      request_to({{.address = *IpAddress::parse("127.0.0.1"), .port = acceptor.local_endpoint().port()}});
  const auto serve = [](asio::ip::tcp::acceptor* listening) -> dns::Task<> {
    auto [error, socket] = co_await dns::from_asio(listening->async_accept(dns::as_tuple));
    const std::string text = "HTTP/1.1 400 Bad Request\r\n\r\n";
    co_await dns::from_asio(socket.async_send(asio::buffer(text), dns::as_tuple));
    char octets[4096];
    while (!std::get<0>(co_await dns::from_asio(socket.async_receive(asio::buffer(octets), dns::as_tuple)))) continue;
  };
  dns::TaskGroup group(loop);
  group.spawn(serve(&acceptor));
  FetchReply reply = co_await fetcher.fetch(std::move(request));
  co_await group.join();
  co_return reply;
}

dns::Task<FetchReply> fetch_from_nobody() {
  dns::Loop& loop = co_await dns::this_loop;
  net::CurlFetcher fetcher(loop, patient());
  net::Request request = request_to({closed(loop)});
  co_return co_await fetcher.fetch(std::move(request));
}

/// From a server behind addresses and ports at which nobody listens.
dns::Task<FetchReply> fetch_behind_dead_ones() {
  dns::Loop& loop = co_await dns::this_loop;
  HttpsServer server(loop, good(), [](const std::string&) { return respond("200 OK", "x"); });
  net::CurlFetcher fetcher(loop, patient());
  const net::Endpoint dead{.address = *IpAddress::parse("127.0.0.2"), .port = server.endpoint().port};
  net::Request request = request_to({closed(loop), dead, server.endpoint()});
  FetchReply reply = co_await fetcher.fetch(std::move(request));
  co_return reply;
}

}  // namespace

TEST_CASE("plain HTTP on the port is broken", "[net]") {
  const FetchReply reply = run(fetch_from_plain_server());
  REQUIRE_FALSE(reply);
  CHECK(reply.error().kind == Kind::broken);
}

TEST_CASE("a refused connection is unreachable, and the next endpoint is tried", "[net]") {
  const FetchReply refused = run(fetch_from_nobody());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == Kind::unreachable);
  CHECK(run(fetch_behind_dead_ones()));
}

namespace {

bool has_ipv6_loopback() {
  asio::io_context loop;
  asio::ip::tcp::acceptor acceptor(loop, asio::ip::tcp::v6());
  asio::error_code error;
  acceptor.bind({asio::ip::address_v6::loopback(), 0}, error);
  return !error;
}

/// From a server at [::1], behind an IPv4 address at which nobody listens.
dns::Task<FetchReply> fetch_over_ipv6() {
  dns::Loop& loop = co_await dns::this_loop;
  HttpsServer server(
      loop, good(), [](const std::string&) { return respond("200 OK", "x"); }, asio::ip::address_v6::loopback());
  net::CurlFetcher fetcher(loop, patient());
  const net::Endpoint dead{.address = *IpAddress::parse("127.0.0.1"), .port = server.endpoint().port};
  net::Request request = request_to({dead, server.endpoint()});
  FetchReply reply = co_await fetcher.fetch(std::move(request));
  co_return reply;
}

}  // namespace

TEST_CASE("an endpoint may be an IPv6 address", "[net]") {
  if (!has_ipv6_loopback()) {
    WARN("skipped: this machine has no ::1");
    return;
  }
  CHECK(run(fetch_over_ipv6()));
}

TEST_CASE("a request names its host, and what is no host or has no address is not asked for", "[net]") {
  const auto work = []() -> dns::Task<> {
    dns::Loop& loop = co_await dns::this_loop;
    HttpsServer server(loop, good(), [](const std::string&) { return respond("200 OK", "x"); });
    net::CurlFetcher fetcher(loop, patient());
    for (const std::string bad : {"", "127.0.0.1", "a b", "user@mta-sts.acme.example", "a.test:80", "a.test/x?"}) {
      net::Request wrong = request_to({server.endpoint()});
      wrong.host = bad;
      const FetchReply reply = co_await fetcher.fetch(std::move(wrong));
      CHECK_FALSE(reply);
    }
    net::Request nowhere = request_to({});
    const FetchReply none = co_await fetcher.fetch(std::move(nowhere));
    CHECK_FALSE(none);
    CHECK(server.log().empty());
    net::Request request = request_to({server.endpoint()});
    const FetchReply found = co_await fetcher.fetch(std::move(request));
    CHECK(found);
    REQUIRE(server.log().size() == 1);
    CHECK_THAT(server.log()[0],
               contains_text("GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.acme.example\r\n"));
    CHECK_THAT(server.log()[0], !contains_text("Accept-Encoding"));
  };
  run(work());
}

TEST_CASE("no proxy of the environment is used", "[net]") {
  for (const char* variable : {"https_proxy", "HTTPS_PROXY", "all_proxy"}) setenv(variable, "http://127.0.0.1:9", 1);
  CHECK(fetched(good(), respond("200 OK", "x")));
  for (const char* variable : {"https_proxy", "HTTPS_PROXY", "all_proxy"}) unsetenv(variable);
}

TEST_CASE("a fetch can be cancelled, and others go on", "[net]") {
  const auto work = []() -> dns::Task<> {
    dns::Loop& loop = co_await dns::this_loop;
    HttpsServer silent(loop, good(), [](const std::string&) { return HttpReaction{}; });
    HttpsServer server(loop, good(), [](const std::string&) { return respond("200 OK", "x"); });
    net::CurlFetcher fetcher(loop, patient());
    for (const auto time : {0ms, 1ms, 50ms}) {
      net::Request stuck = request_to({silent.endpoint()});
      const std::optional<FetchReply> reply = co_await dns::within(time, fetcher.fetch(std::move(stuck)));
      CHECK_FALSE(reply.has_value());
    }
    std::vector<dns::Task<FetchReply>> fetches;
    for (int i = 0; i < 20; ++i) {
      net::Request request = request_to({server.endpoint()});
      fetches.push_back(fetcher.fetch(std::move(request)));
    }
    const std::vector<FetchReply> replies = co_await dns::all(std::move(fetches));
    for (const FetchReply& reply : replies) CHECK(reply);
  };
  run(work());
}

TEST_CASE("a loop that is let go of with a fetch under way ends it", "[net]") {
  dns::Loop loop;
  HttpsServer server(loop, good(), [](const std::string&) { return HttpReaction{}; });
  net::CurlFetcher fetcher(loop, patient());
  net::Request request = request_to({server.endpoint()});
  const auto work = [](net::Fetcher* asked, net::Request wanted) -> dns::Task<> {
    co_await asked->fetch(std::move(wanted));
  };
  dns::TaskGroup group(loop);
  group.spawn(work(&fetcher, std::move(request)));
  for (int i = 0; i < 20; ++i) loop.context().run_one_for(20ms);
}
