#include "support/dns_server.h"

#include <array>
#include <asio/buffer.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

namespace mailready::test {

using asio::ip::tcp;
using asio::ip::udp;
using dns::as_tuple;

namespace {

const auto loopback = asio::ip::address_v4::loopback();

void put(Octets& out, const std::string& octets) { out.insert(out.end(), octets.begin(), octets.end()); }

void put16(Octets& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void put32(Octets& out, std::int64_t value) {
  put16(out, static_cast<std::size_t>(value >> 16) & 0xffff);
  put16(out, static_cast<std::size_t>(value) & 0xffff);
}

void put_question(Octets& out, const dns::Question& question, std::uint16_t question_class) {
  put(out, question.name.to_wire());
  put16(out, static_cast<std::uint16_t>(question.type));
  put16(out, question_class);
}

struct PutRdata {
  Octets& out;

  void address(const IpAddress& address) const {
    for (int shift = address_bits(address.family) - 8; shift >= 0; shift -= 8)
      out.push_back(static_cast<std::uint8_t>(address.value >> shift));
  }
  void operator()(const dns::A& a) const { address(a.address); }
  void operator()(const dns::Aaaa& aaaa) const { address(aaaa.address); }
  void operator()(const dns::Cname& cname) const { put(out, cname.target.to_wire()); }
  void operator()(const dns::Ns& ns) const { put(out, ns.host.to_wire()); }
  void operator()(const dns::Ptr& ptr) const { put(out, ptr.target.to_wire()); }
  void operator()(const dns::Mx& mx) const {
    put16(out, mx.preference);
    put(out, mx.exchange.to_wire());
  }
  void operator()(const dns::Soa& soa) const {
    put(out, soa.primary.to_wire());
    put(out, soa.mailbox.to_wire());
    put32(out, soa.serial);
    for (const auto time : {soa.refresh, soa.retry, soa.expire, soa.minimum}) put32(out, time.count());
  }
  void operator()(const dns::Txt& txt) const {
    for (const std::string& text : txt.strings) {
      out.push_back(static_cast<std::uint8_t>(text.size()));
      put(out, text);
    }
  }
  void operator()(const dns::Opaque& opaque) const { put(out, opaque.rdata); }
};

void put_record(Octets& out, const dns::Record& record) {
  constexpr std::uint16_t in = 1;
  put_question(out, {record.owner, record.type}, in);
  put32(out, record.ttl.count());
  Octets rdata;
  std::visit(PutRdata{rdata}, record.rdata);
  put16(out, rdata.size());
  out.insert(out.end(), rdata.begin(), rdata.end());
}

/// Queries come from the program's own encoder, so they decode.
Query read_query(const Octets& message, bool tcp, std::uint16_t port) {
  const auto decoded = dns::decode(message);
  if (!decoded || decoded->questions.size() != 1) throw std::runtime_error("the test server got no query");
  const bool has_additional = message[11] == 1;  // ARCOUNT; the only record that a query carries is OPT
  const bool recursion = (message[2] & 1) == 1;
  return {.id = decoded->id,
          .question = decoded->questions[0],
          .edns = has_additional,
          .tcp = tcp,
          .recursion = recursion,
          .port = port};
}

Octets framed(const std::vector<Octets>& messages) {
  Octets out;
  for (const Octets& message : messages) {
    put16(out, message.size());
    out.insert(out.end(), message.begin(), message.end());
  }
  return out;
}

/// Binds `udp` to a port that is free for TCP too, and listens there.
tcp::acceptor listen_with(udp::socket& udp) {
  for (;;) {
    tcp::acceptor acceptor(udp.get_executor(), tcp::endpoint(loopback, 0));
    asio::error_code taken;
    udp.bind({loopback, acceptor.local_endpoint().port()}, taken);
    if (!taken) return acceptor;
    if (taken != asio::error::address_in_use) throw std::system_error(taken);
  }
}

}  // namespace

Octets encode(const Query& query, const Response& response) {
  Octets out;
  put16(out, static_cast<std::uint16_t>(query.id + response.id_offset));
  unsigned flags = 0x0180u | static_cast<unsigned>(response.rcode);  // RD and RA
  flags |= static_cast<unsigned>(response.opcode) << 11;
  if (response.response) flags |= 0x8000u;
  if (response.authoritative) flags |= 0x0400u;
  if (response.truncated) flags |= 0x0200u;
  if (response.authentic) flags |= 0x0020u;
  put16(out, flags);
  put16(out, response.with_question ? 1 : 0);
  put16(out, response.answer.size());
  put16(out, response.authority.size());
  put16(out, 0);
  if (response.with_question) put_question(out, response.question.value_or(query.question), response.question_class);
  for (const dns::Record& record : response.answer) put_record(out, record);
  for (const dns::Record& record : response.authority) put_record(out, record);
  return out;
}

Reaction reply(const Query& query, const Response& response) { return {.messages = {encode(query, response)}}; }

DnsServer::DnsServer(dns::Loop& loop, Script script)
    : script_(std::move(script)),
      udp_(loop.context(), udp::v4()),
      elsewhere_(loop.context(), udp::endpoint(loopback, 0)),
      tcp_(listen_with(udp_)),
      group_(loop) {
  group_.spawn(serve_udp());
  group_.spawn(serve_tcp());
}

dns::Server DnsServer::address() const {
  return {.address = *IpAddress::parse("127.0.0.1"), .port = udp_.local_endpoint().port()};
}

void DnsServer::close() {
  group_.cancel();
  udp_.close();
  tcp_.close();
}

Reaction DnsServer::react(Query query) {
  log_.push_back(query);
  return script_(query);
}

dns::Task<> DnsServer::serve_udp() {
  for (;;) {
    Octets message(65'535);
    udp::endpoint peer;
    const auto [error, size] = co_await dns::from_asio(udp_.async_receive_from(asio::buffer(message), peer, as_tuple));
    if (error == asio::error::operation_aborted) co_return;
    if (error) continue;  // the ICMP error of a client that has gone
    message.resize(size);
    group_.spawn(answer_udp(react(read_query(message, false, peer.port())), peer));
  }
}

dns::Task<> DnsServer::answer_udp(Reaction reaction, udp::endpoint peer) {
  if (reaction.after) co_await reaction.after->wait();
  for (const Octets& message : reaction.from_elsewhere)
    co_await dns::from_asio(elsewhere_.async_send_to(asio::buffer(message), peer, as_tuple));
  for (const Octets& message : reaction.messages)
    co_await dns::from_asio(udp_.async_send_to(asio::buffer(message), peer, as_tuple));
}

dns::Task<> DnsServer::serve_tcp() {
  for (;;) {
    auto [error, socket] = co_await dns::from_asio(tcp_.async_accept(as_tuple));
    if (error) co_return;
    group_.spawn(serve_connection(std::move(socket)));
  }
}

dns::Task<> DnsServer::serve_connection(tcp::socket socket) {
  asio::error_code gone;
  const std::uint16_t port = socket.remote_endpoint(gone).port();
  for (;;) {
    std::array<std::uint8_t, 2> length{};
    const auto [no_length, got] = co_await dns::from_asio(asio::async_read(socket, asio::buffer(length), as_tuple));
    if (no_length) co_return;
    Octets message(static_cast<std::size_t>(length[0]) << 8 | length[1]);
    const auto [no_message, filled] =
        co_await dns::from_asio(asio::async_read(socket, asio::buffer(message), as_tuple));
    if (no_message) co_return;
    const Reaction reaction = react(read_query(message, true, port));
    if (reaction.after) co_await reaction.after->wait();
    if (reaction.hangs_up) co_return;
    Octets out = framed(reaction.messages);
    out.resize(out.size() - reaction.withheld_octets);
    co_await dns::from_asio(asio::async_write(socket, asio::buffer(out), as_tuple));
  }
}

}  // namespace mailready::test
