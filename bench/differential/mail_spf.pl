#!/usr/bin/perl
# Evaluates cases with Mail::SPF: a line of JSON each on standard input, {"world": ..., "case": ...}, and its outcome on
# standard output, {"result": ..., "explanation": ..., "message": ...}. DNS is the world that the line holds.
use strict;
use warnings;

package WorldResolver;
use Net::DNS;

sub new { bless {world => {}, error => ''}, shift }
sub errorstring { $_[0]{error} }

sub no_dns_name {
    my ($name) = @_;
    my @labels = split(/\./, $name, -1);
    return length($name) > 253 || grep(length($_) == 0 || length($_) > 63, @labels);
}

# A character-string as master files have it, in which quotes and backslashes mean something.
sub escaped {
    my ($string) = @_;
    $string =~ s/([^A-Za-z0-9])/sprintf("\\%03d", ord($1))/ge;
    return $string;
}

sub record {
    my ($owner, $type, $value) = @_;
    my %rdata =
          $type eq 'A' || $type eq 'AAAA' ? (address => $value)
        : $type eq 'MX'  ? (preference => $value->[0], exchange => $value->[1])
        : $type eq 'TXT' ? (txtdata => [map(escaped($_), @$value)])
        : $type eq 'PTR' ? (ptrdname => $value)
        :                  (cname => $value);
    return Net::DNS::RR->new(owner => $owner, type => $type, ttl => 60, %rdata);
}

# The same as lookup() of world.py: failure, whether the name exists, records.
sub find {
    my ($world, $name, $type) = @_;
    my @answers;
    $name = lc($name);
    $name =~ s/\.$//;
    for (1 .. 8) {
        return (undef, 0, @answers) if no_dns_name($name);
        my $node = $world->{$name};
        return (undef, scalar(grep(/\.\Q$name\E$/, keys(%$world))), @answers) if not defined($node);
        my $found = exists($node->{$type}) ? $node->{$type} : exists($node->{'*'}) ? $node->{'*'} : [];
        return ($found, 1) if not ref($found);
        return (undef, 1, @answers, map(record($name, $type, $_), @$found)) if @$found or not exists($node->{CNAME});
        push(@answers, record($name, 'CNAME', $node->{CNAME}));
        $name = lc($node->{CNAME});
    }
    return ('SERVFAIL', 1);
}

sub send {
    my ($self, $name, $type) = @_;
    my ($failure, $exists, @records) = find($self->{world}, $name, $type);
    $self->{error} = defined($failure) && $failure eq 'TIMEOUT' ? 'query timed out' : '';
    return undef if $self->{error};
    my $packet = Net::DNS::Packet->new();
    $packet->header->rcode($failure ? 'SERVFAIL' : $exists ? 'NOERROR' : 'NXDOMAIN');
    $packet->push(answer => @records);
    return $packet;
}

package main;
use JSON::PP;
use Mail::SPF;

my $json = JSON::PP->new->ascii;
my $resolver = WorldResolver->new();

sub evaluate {
    my ($line) = @_;
    my $case = $line->{case};
    $resolver->{world} = $line->{world};
    my $server = Mail::SPF::Server->new(
        dns_resolver => $resolver, hostname => 'unknown', default_authority_explanation => 'DEFAULT',
        max_void_dns_lookups => $case->{void_limit});
    my $null = $case->{sender} eq '';
    my $request = Mail::SPF::Request->new(
        versions => [1], scope => $null ? 'helo' : 'mfrom', identity => $null ? $case->{helo} : $case->{sender},
        ip_address => $case->{ip}, helo_identity => $case->{helo});
    my $result = $server->process($request);
    return {
        result => $result->code, message => $result->text,
        explanation => $result->code eq 'fail' ? $result->authority_explanation : undef};
}

# Mail::SPF never ends where it has to cut a long name that begins with a dot.
sub within_seconds {
    my ($seconds, $work) = @_;
    local $SIG{ALRM} = sub { die("no end after $seconds s\n") };
    alarm($seconds);
    my $outcome = eval { $work->() };
    alarm(0);
    return $outcome || {result => $@ =~ /^no end/ ? 'hang' : 'crash', message => "$@", explanation => undef};
}

$| = 1;
while (my $line = <STDIN>) {
    my $outcome = within_seconds(5, sub { evaluate($json->decode($line)) });
    print $json->encode($outcome), "\n";
}
