// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * shmcb against its peers. All contestants of an event are filled and warmed up, each in processes of its own; then they take
 * turns of a fraction of a second, round after round. What is compared are operations per second of CPU time of those
 * processes, and a ratio is the median of the rounds' ratios: what else goes on on the machine, or on those it shares its
 * memory with, lasts longer than a round and weighs on all alike. Arguments: rounds, seconds, directory for segments, file for
 * results.
 */
public final class ShmcbRace {

    private static final String OURS = "shmcb";
    private static final List<String> CHRONICLE_FLAGS = List.of(
            "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

    private final int rounds;
    private final String seconds;
    private final Path directory;
    private final List<String> ratios = new ArrayList<>();

    /** What each contestant did with the fewest entries of the growth. */
    private final Map<String, Result> small = new LinkedHashMap<>();

    private ShmcbRace(int rounds, String seconds, Path directory) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.directory = directory;
    }

    /** A workload and who takes part besides shmcb. */
    private record Event(
            String name,
            String workload,
            int entries,
            int dataLength,
            int processes,
            int threads,
            List<String> peers) {}

    /** What a contestant did in one round. */
    private record Result(double perCpuSecond, double hitRatio, long p50, long p99, double allocated) {}

    /** What no cache can beat, and no table be flatter than. */
    private static final String FLOOR = "plain-memory";

    /** What no cache for processes can beat. */
    private static final String CHECKED_FLOOR = "plain-memory-checked";

    private static final List<String> ALL = List.of(
            "chronicle-map",
            "chronicle-map-new",
            "caffeine",
            "ohc",
            "ehcache-offheap",
            "mapdb",
            "concurrent-hash-map",
            "httpd-algorithm",
            FLOOR,
            CHECKED_FLOOR);
    private static final List<String> QUICK = List.of("chronicle-map", "chronicle-map-new", "caffeine", "ohc", FLOOR);

    private static final List<String> MEMORY = List.of(FLOOR);
    private static final List<String> SHARED = List.of("chronicle-map", "chronicle-map-new", FLOOR, CHECKED_FLOOR);

    private static final String GROWTH = "growth-";
    private static final int ARRAY_HEADER = 16;

    private static final List<Event> EVENTS = List.of(
            new Event("mix", "mix", 100_000, 200, 1, 2, ALL),
            new Event("mix-2-processes", "mix", 100_000, 200, 2, 1, SHARED),
            new Event("hit", "hit", 100_000, 200, 1, 2, QUICK),
            new Event("hit-2-processes", "hit", 100_000, 200, 2, 1, SHARED),
            new Event(
                    "hit-resident",
                    "hit",
                    2_000,
                    200,
                    1,
                    1,
                    List.of("chronicle-map", "chronicle-map-new", "caffeine", "concurrent-hash-map", FLOOR)),
            new Event("miss", "miss", 100_000, 200, 1, 2, List.of("chronicle-map", "caffeine", "ohc")),
            new Event("store", "store", 100_000, 200, 1, 2, QUICK),
            new Event("mix-32k", "mix", 2_000, 32_768, 1, 2, QUICK),
            new Event("growth-10k", "hit", 10_000, 200, 1, 1, MEMORY),
            new Event("growth-100k", "hit", 100_000, 200, 1, 1, MEMORY),
            new Event("growth-1m", "hit", 1_000_000, 200, 1, 1, MEMORY),
            new Event("growth-10m", "hit", 10_000_000, 200, 1, 1, MEMORY));

    public static void main(String[] arguments) throws Exception {
        ShmcbRace race = new ShmcbRace(Integer.parseInt(arguments[0]), arguments[1], Path.of(arguments[2]));
        List<String> chosen = List.of(arguments).subList(4, arguments.length);
        for (Event event : EVENTS) {
            if (chosen.isEmpty() || chosen.stream().anyMatch(event.name()::matches)) {
                race.run(event);
            }
        }
        Path results = Path.of(arguments[3]);
        Files.createDirectories(results.getParent());
        Files.write(results, race.ratios, UTF_8);
    }

    private void run(Event event) throws Exception {
        List<String> names =
                Stream.concat(Stream.of(OURS), event.peers().stream()).toList();
        Map<String, List<Result>> results = new LinkedHashMap<>();
        if (event.name().startsWith(GROWTH)) {
            // one after the other, for they take all memory together, and growth is not a matter of some percent
            for (String name : names) {
                race(event, List.of(name), 1, results);
            }
        } else {
            race(event, names, rounds, results);
        }
        print(event, names, results);
    }

    private void race(Event event, List<String> names, int turns, Map<String, List<Result>> results) throws Exception {
        List<Team> teams = new ArrayList<>();
        try {
            for (String name : names) {
                Team team = new Team(name, event);
                teams.add(team);
                team.getReady();
            }
            for (int turn = 0; turn < turns; turn++) {
                for (Team team : teams) {
                    results.computeIfAbsent(team.name, first -> new ArrayList<>())
                            .add(team.run());
                }
            }
        } finally {
            for (Team team : teams) {
                team.end();
            }
        }
    }

    private void print(Event event, List<String> names, Map<String, List<Result>> results) {
        System.out.printf(
                "%n%s: %d entries of %d bytes, %d process(es) of %d thread(s)%n%-20s %12s %8s %8s %8s %8s %8s%n",
                event.name(),
                event.entries(),
                event.dataLength(),
                event.processes(),
                event.threads(),
                "",
                "Mops/cpu-s",
                "ours is",
                "hits",
                "p50 ns",
                "p99 ns",
                "B/op");
        Result ours = median(results.get(OURS));
        for (String name : names) {
            List<Result> all = results.get(name);
            Result theirs = median(all);
            print(event, name, theirs, results.get(OURS), all);
            if (event.name().startsWith(GROWTH)) {
                printGrowth(event, name, theirs);
            }
        }
        if (names.stream().anyMatch(Contestants::reusesArray)) {
            System.out.println("* returns an array that its next call overwrites; all others return a new one");
        }
        if (event.workload().equals("hit")) {
            double returned = event.dataLength() + ARRAY_HEADER;
            ratio(OURS + "-" + event.name() + "-allocation", "returned-array", returned / ours.allocated());
        }
    }

    /** Above 0.5: flat within a factor of two. */
    private void printGrowth(Event event, String name, Result result) {
        Result first = small.putIfAbsent(name, result);
        if (first != null) {
            ratio(name + "-" + event.name(), name + "-smallest", result.perCpuSecond() / first.perCpuSecond());
        }
    }

    private void print(Event event, String name, Result theirs, List<Result> ours, List<Result> all) {
        double ratio = ratio(ours, all, Result::perCpuSecond);
        System.out.printf(
                "%-20s %12.2f %7.2fx %8.4f %8d %8d %8.0f%n",
                Contestants.reusesArray(name) ? name + "*" : name,
                theirs.perCpuSecond() / 1e6,
                ratio,
                theirs.hitRatio(),
                theirs.p50(),
                theirs.p99(),
                theirs.allocated());
        if (!name.equals(OURS)) {
            ratio(OURS + "-" + event.name(), name, ratio);
            ratio(OURS + "-" + event.name() + "-p99", name, 1 / ratio(ours, all, Result::p99));
        }
    }

    /** Of what two did in the same rounds. */
    private static double ratio(List<Result> ours, List<Result> theirs, ToDoubleFunction<Result> of) {
        return median(IntStream.range(0, ours.size())
                .mapToDouble(round -> of.applyAsDouble(ours.get(round)) / of.applyAsDouble(theirs.get(round)))
                .toArray());
    }

    private void ratio(String subject, String peer, double value) {
        String line = String.format("ratio %s %s %.2f", subject, peer, value);
        System.out.println(line);
        ratios.add(line);
    }

    private static Result median(List<Result> results) {
        return new Result(
                median(results.stream().mapToDouble(Result::perCpuSecond).toArray()),
                median(results.stream().mapToDouble(Result::hitRatio).toArray()),
                (long) median(results.stream().mapToDouble(Result::p50).toArray()),
                (long) median(results.stream().mapToDouble(Result::p99).toArray()),
                median(results.stream().mapToDouble(Result::allocated).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** The processes of a contestant. */
    private final class Team {
        private final String name;
        private final Event event;
        private final Path place;
        private final List<Process> processes = new ArrayList<>();
        private final List<BufferedReader> outputs = new ArrayList<>();

        Team(String name, Event event) throws IOException {
            this.name = name;
            this.event = event;
            this.place = Files.createTempDirectory(directory, "race");
        }

        void getReady() throws IOException {
            for (int n = 0; n < event.processes(); n++) {
                Process process = start(name, event, place);
                processes.add(process);
                outputs.add(process.inputReader(UTF_8));
                await(outputs.get(n), "ready");
            }
            tell(processes);
            for (BufferedReader output : outputs) {
                await(output, "warm");
            }
        }

        Result run() throws IOException {
            tell(processes);
            return sum(outputs);
        }

        void end() throws IOException {
            processes.forEach(Process::destroyForcibly);
            delete(place);
        }
    }

    private Process start(String name, Event event, Path place) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC", "-XX:ParallelGCThreads=1"));
        command.addAll(List.of("-XX:MaxDirectMemorySize=4g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        if (name.startsWith("chronicle")) {
            command.addAll(CHRONICLE_FLAGS);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Runner.class.getName(), name));
        command.add(event.workload());
        for (int number : new int[] {event.entries(), event.dataLength(), event.threads()}) {
            command.add(Integer.toString(number));
        }
        command.addAll(List.of(seconds, place.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("race.err").toFile()))
                .start();
    }

    private static void tell(List<Process> processes) throws IOException {
        for (Process process : processes) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
    }

    private static void await(BufferedReader output, String word) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(word)) {
                return;
            }
        }
        throw new IOException("a contestant died; see race.err");
    }

    private static Result sum(List<BufferedReader> outputs) throws IOException {
        double operations = 0;
        double cpu = 0;
        double hits = 0;
        long p50 = 0;
        long p99 = 0;
        double allocated = 0;
        for (BufferedReader output : outputs) {
            String[] numbers = output.readLine().split(" ");
            operations += Double.parseDouble(numbers[0]);
            cpu += Double.parseDouble(numbers[1]) / 1e9;
            hits += Double.parseDouble(numbers[2]) / outputs.size();
            p50 = Math.max(p50, Long.parseLong(numbers[3]));
            p99 = Math.max(p99, Long.parseLong(numbers[4]));
            allocated = Math.max(allocated, Double.parseDouble(numbers[5]));
        }
        return new Result(operations / cpu, hits, p50, p99, allocated);
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }
}
