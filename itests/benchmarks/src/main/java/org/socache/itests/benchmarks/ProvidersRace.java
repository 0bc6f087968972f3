// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import org.socache.api.CacheSpecification;
import org.socache.itests.benchmarks.Callers.Slice;
import org.socache.tck.server.MemcachedServers;
import org.socache.tck.server.Ports;
import org.socache.tck.server.RedisServers;
import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One provider as a consumer has it, through core, beside that provider alone and the client library below it. All take turns
 * in slices of time, back and forth, so that whatever else the machine does meets all of them; a ratio is the median of
 * those of neighbours in time. Arguments: provider, rounds, seconds of a slice, sizes of the data and numbers of callers (both
 * separated by commas), directory, file to which results are added.
 */
public final class ProvidersRace implements AutoCloseable {

    private static final String OURS = "socache";
    private static final String DIRECT = "provider alone";

    private final String provider;
    private final int rounds;
    private final double seconds;
    private final int[] callers;
    private final Node node;
    private final List<AutoCloseable> servers = new ArrayList<>();
    private final Map<String, Contestant> contestants = new LinkedHashMap<>();
    private final List<String> ratios = new ArrayList<>();
    private int redisPort;
    private double last;

    private ProvidersRace(String provider, int rounds, double seconds, int[] callers, Path directory) throws Exception {
        this.provider = provider;
        this.rounds = rounds;
        this.seconds = seconds;
        this.callers = callers;
        this.node = new Node(directory, provider);
    }

    public static void main(String[] arguments) throws Exception {
        int status = 1;
        Path directory = Files.createDirectories(Path.of(arguments[5]).resolve(arguments[0]));
        try (ProvidersRace race = new ProvidersRace(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Double.parseDouble(arguments[2]),
                numbers(arguments[4]),
                directory)) {
            race.invite(directory);
            for (int size : numbers(arguments[3])) {
                race.run(size);
            }
            Files.write(
                    Path.of(arguments[6]), race.ratios, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            status = 0;
        } catch (Exception failed) {
            failed.printStackTrace();
        }
        // some contestants leave threads behind
        System.exit(status);
    }

    private static int[] numbers(String list) {
        return Arrays.stream(list.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    private void invite(Path directory) throws Exception {
        switch (provider) {
            case "shmcb" -> ours("shmcb:data/ours(128M)", "shmcb:data/direct(128M)");
            case "dbm" -> {
                ours("dbm:data/ours.db", "dbm:data/direct.db");
                contestants.put("mapdb committed", PlainClients.committedMapDb(directory.resolve("committed.db")));
                contestants.put("mapdb, no commit", PlainClients.unprotectedMapDb(directory.resolve("plain.db")));
            }
            case "redis" -> {
                ServerProcess server = serve(RedisServers.single(directory));
                redisPort = server.port();
                ours("redis:" + server.address(), "redis:" + server.address());
                contestants.put("jedis", PlainClients.jedis(server.port()));
            }
            case "memcache" -> {
                ServerProcess server = serve(MemcachedServers.single(directory, "-m", "256"));
                ours("memcache:" + server.address(), "memcache:" + server.address());
                contestants.put("spymemcached", PlainClients.spymemcached(server.port()));
            }
            case "dc" -> {
                int port = Ports.free();
                node.serveDistcache("IP:127.0.0.1:" + port);
                ours("dc:IP:127.0.0.1:" + port, "dc:IP:127.0.0.1:" + port);
                contestants.put("plain sockets", PlainClients.sockets(port));
            }
            default -> throw new IllegalArgumentException("no provider " + provider);
        }
    }

    private ServerProcess serve(ServerProcess server) {
        servers.add(server);
        return server;
    }

    private void ours(String specification, String alone) throws Exception {
        contestants.put(OURS, node.consumer("bench-core", CacheSpecification.parse(specification)));
        contestants.put(DIRECT, node.direct("bench-direct", CacheSpecification.parse(alone)));
    }

    private void run(int size) throws Exception {
        byte[] data = new byte[size];
        for (Contestant contestant : contestants.values()) {
            fill(contestant, data);
        }
        for (int count : callers) {
            try (Callers race = new Callers(count)) {
                for (Contestant contestant : contestants.values()) {
                    race.race(contestant, data, count == callers[0] ? 2 * seconds : seconds / 2);
                }
                report(size, count, measure(race, data));
            }
            if (redisPort != 0) {
                beside(RedisBenchmark.run(redisPort, count, size), size, count);
            }
        }
    }

    private static void fill(Contestant contestant, byte[] data) {
        Ids ids = Ids.uniform(0, 1, 0);
        for (int number = 0; number < Callers.ENTRIES; number++) {
            contestant.put(ids.of(number), data);
        }
    }

    private Map<String, List<Slice>> measure(Callers race, byte[] data) throws Exception {
        Map<String, List<Slice>> slices = new LinkedHashMap<>();
        List<String> order = new ArrayList<>(contestants.keySet());
        for (int round = 0; round < rounds; round++) {
            for (String name : order) {
                slices.computeIfAbsent(name, first -> new ArrayList<>())
                        .add(race.race(contestants.get(name), data, seconds));
            }
            java.util.Collections.reverse(order);
        }
        return slices;
    }

    private void report(int size, int callers, Map<String, List<Slice>> slices) {
        System.out.printf(
                Locale.ROOT,
                "%n%s: %d bytes, %d caller(s)%n%-16s %12s %8s %10s %10s %10s%n",
                provider,
                size,
                callers,
                "",
                "ops/s",
                "ours is",
                "p50 us",
                "p99 us",
                "cpu us/op");
        List<Slice> ours = slices.get(OURS);
        for (String name : contestants.keySet()) {
            List<Slice> theirs = slices.get(name);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %12.0f %7.2fx %10.1f %10.1f %10.1f%n",
                    name,
                    median(theirs, Slice::perSecond),
                    ratio(ours, theirs, Slice::perSecond),
                    median(theirs, Slice::p50) / 1e3,
                    median(theirs, Slice::p99) / 1e3,
                    median(theirs, Slice::cpu) / 1e3);
        }
        for (String name : contestants.keySet()) {
            if (!name.equals(OURS)) {
                String subject = provider + "-" + size + "-" + callers;
                String peer = name.replace(",", "").replace(' ', '-');
                note(subject, peer, ratio(ours, slices.get(name), Slice::perSecond));
                note(subject + "-p99", peer, 1 / ratio(ours, slices.get(name), Slice::p99));
                // what other jobs on the machine disturb least
                note(subject + "-cpu", peer, 1 / ratio(ours, slices.get(name), Slice::cpu));
            }
        }
        last = median(ours, Slice::perSecond);
    }

    private void beside(RedisBenchmark theirs, int size, int callers) {
        System.out.println(theirs);
        note(provider + "-" + size + "-" + callers, "redis-benchmark", last / theirs.perSecond());
    }

    private void note(String subject, String peer, double value) {
        String line = String.format(Locale.ROOT, "ratio %s %s %.2f", subject, peer, value);
        System.out.println(line);
        ratios.add(line);
    }

    private static double ratio(List<Slice> ours, List<Slice> theirs, ToDoubleFunction<Slice> number) {
        double[] ratios = new double[ours.size()];
        Arrays.setAll(ratios, n -> number.applyAsDouble(ours.get(n)) / number.applyAsDouble(theirs.get(n)));
        return median(ratios);
    }

    private static double median(List<Slice> slices, ToDoubleFunction<Slice> number) {
        return median(slices.stream().mapToDouble(number).toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    /** The servers last, and whatever became of the others: nobody else ends them. */
    @Override
    public void close() throws Exception {
        try {
            for (Contestant contestant : contestants.values()) {
                contestant.close();
            }
        } finally {
            try {
                node.close();
            } finally {
                for (AutoCloseable server : servers) {
                    server.close();
                }
            }
        }
    }
}
