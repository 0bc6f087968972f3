// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

import org.socache.api.Hints;
import org.socache.api.spi.CacheInstance;

/**
 * The child process of tests: opens a segment and loads it. Arguments: path, size, how many ids, largest data, seed, how
 * long in milliseconds, at which store to stop (0: never). It begins when it is told to.
 */
final class Worker {

    private Worker() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        long stopAt = Long.parseLong(arguments[6]);
        try (CacheInstance cache = open(path, Long.parseLong(arguments[1]), stopAt)) {
            Load load = new Load(
                    cache,
                    Integer.parseInt(arguments[2]),
                    Integer.parseInt(arguments[3]),
                    Long.parseLong(arguments[4]));
            say("ready");
            System.in.read();
            say("running");
            long end = System.currentTimeMillis() + Long.parseLong(arguments[5]);
            while (System.currentTimeMillis() < end) {
                for (int n = 0; n < 64; n++) {
                    load.step();
                }
            }
            say("reads " + load.reads + " hits " + load.hits + " stores " + load.stores + " refused " + load.refused
                    + " p99 " + load.p99());
        }
    }

    static CacheInstance open(Path path, long size, long stopAt) throws Exception {
        StoppingMemory.Countdown countdown = new StoppingMemory.Countdown(stopAt, Worker::standStill);
        Segment.Parts parts = stopAt == 0 ? Segment.Parts.REAL : stopping(size, countdown);
        return open(path, size, parts);
    }

    /** Parts whose memory counts down at each store. */
    static Segment.Parts stopping(long size, StoppingMemory.Countdown countdown) {
        int ringAt = Geometry.of(size, Hints.NONE).ringAt();
        return new Segment.Parts(mapped -> new StoppingMemory(mapped, ringAt, countdown), Ring::new);
    }

    static CacheInstance open(Path path, long size, Segment.Parts parts) throws Exception {
        Segment segment = Segment.open(path, size, Hints.NONE, "test", InstantSource.system(), parts);
        return new ShmcbInstance(segment, Hints.NONE, InstantSource.system());
    }

    private static void standStill(String step) {
        say("at " + step);
        for (; ; ) {
            LockSupport.park();
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
