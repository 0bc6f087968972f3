// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.socache.api.spi.ProviderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Servers of a map each, which come and go. */
class FleetTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(-5 * SECOND);
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private Fleet<Box> fleet;

    @BeforeEach
    void start() {
        for (String name : List.of("a:1", "b:1", "c:1")) {
            boxes.put(name, new Box());
        }
        fleet = new Fleet<>("box", boxes, nanos::get, this::inBackground);
    }

    @Test
    void keys_spreadEvenly() {
        IntStream.range(0, 30_000).forEach(n -> put("key" + n, "value"));

        assertThat(boxes.values()).allSatisfy(box -> assertThat(box.values).hasSizeBetween(7_000, 13_000));
    }

    @Test
    void serverLost_onlyItsShareMoves() {
        IntStream.range(0, 3_000).forEach(n -> put("key" + n, "value"));
        Box lost = boxes.get("b:1");
        lost.down = true;

        IntStream.range(0, 3_000).forEach(n -> {
            String expected = lost.values.containsKey("key" + n) ? null : "value";
            assertThat(get("key" + n)).isEqualTo(expected);
        });
    }

    @Test
    void serverLost_isAskedOnceASecond() {
        boxes.get("b:1").down = true;
        IntStream.range(0, 1_000).forEach(n -> put("key" + n, "value"));
        assertThat(boxes.get("b:1").calls).isEqualTo(1);

        tryAgain();
        IntStream.range(0, 1_000).forEach(n -> put("key" + n, "value"));

        assertThat(boxes.get("b:1").calls).isEqualTo(2);
    }

    @Test
    void serverBack_doesNotShowWhatWasReplacedOrRemovedMeanwhile() {
        IntStream.range(0, 3_000).forEach(n -> put("key" + n, "old"));
        boxes.get("b:1").down = true;
        IntStream.range(0, 3_000).filter(n -> n % 3 == 0).forEach(n -> put("key" + n, "new"));
        IntStream.range(0, 3_000).filter(n -> n % 3 == 1).forEach(n -> remove("key" + n));

        boxes.get("b:1").down = false;
        tryAgain();

        IntStream.range(0, 3_000).forEach(n -> {
            switch (n % 3) {
                case 0 -> assertThat(get("key" + n)).isIn("new", null);
                case 1 -> assertThat(get("key" + n)).isNull();
                default -> assertThat(get("key" + n)).isEqualTo("old");
            }
        });
    }

    @Test
    void serverLostASecondTime_itsStandInDoesNotShowCopiesOfTheFirstTime() {
        boxes.get("b:1").down = true;
        IntStream.range(0, 300).forEach(n -> put("key" + n, "first absence"));
        boxes.get("b:1").down = false;
        tryAgain();
        IntStream.range(0, 300).forEach(n -> put("key" + n, "newer"));

        boxes.get("b:1").down = true;

        IntStream.range(0, 300).forEach(n -> assertThat(get("key" + n)).isIn("newer", null));
    }

    @Test
    void serverThatKeptTheCallWaiting_costsTheCallNoSecondServer() {
        boxes.values().forEach(box -> box.down = true);
        boxes.values().forEach(box -> box.takes = SECOND / 4);

        assertThatThrownBy(() -> get("key")).isInstanceOf(ProviderException.class);

        assertThat(boxes.values().stream().mapToInt(box -> box.calls).sum()).isOne();
    }

    @Test
    void allLost_isAnExceptionThatNamesThemAll_andNoMoreThanTwoWereTried() {
        boxes.values().forEach(box -> box.down = true);

        assertThatThrownBy(() -> get("key"))
                .isInstanceOf(ProviderException.class)
                .hasMessage("box server a:1 was not asked; box server b:1 is down: down; box server c:1 is down: down");
        assertThat(boxes.values().stream().mapToInt(box -> box.calls).sum()).isEqualTo(2);
        assertThatThrownBy(fleet::probe).isInstanceOf(ProviderException.class);
    }

    @Test
    void probe_oneAnswers_isEnough() {
        boxes.get("a:1").down = true;
        boxes.get("b:1").down = true;

        fleet.probe();

        assertThat(fleet.members()).extracting(Member::fault).containsExactly("down", "down", null);
    }

    @Test
    void oneServer_changeRefusedInItsAbsence_theOldValueIsGoneWhenItIsBack() {
        Box only = new Box();
        Fleet<Box> one = new Fleet<>("box", Map.of("a:1", only), nanos::get, this::inBackground);
        only.values.put("key", "old");
        only.down = true;
        assertThatThrownBy(() -> one.change("key", box -> box.put("key", "new")))
                .isInstanceOf(ProviderException.class);

        only.down = false;
        one.probe();

        assertThat(one.<String>read("key", box -> box.get("key"))).isNull();
    }

    @Test
    void serverThatCouldNotBeAsked_aRefusedChange_leavesNothingOfTheOldValue() {
        Box only = new Box();
        Fleet<Box> one = new Fleet<>("box", Map.of("a:1", only), nanos::get, this::inBackground);
        only.values.putAll(Map.of("key", "old", "stored again", "old", "other", "value"));
        refuseToChange(one, "key");
        refuseToChange(one, "stored again");
        one.change("stored again", box -> box.put("stored again", "new"));

        assertThatThrownBy(() -> one.<String>read("key", box -> box.get("key")))
                .isInstanceOf(ProviderException.class)
                .hasMessage("box server a:1 was not asked");
        assertThat(one.<String>read("other", box -> box.get("other"))).isEqualTo("value");
        background.remove().run();

        assertThat(one.<String>read("key", box -> box.get("key"))).isNull();
        assertThat(one.<String>read("stored again", box -> box.get("stored again")))
                .isEqualTo("new");
        assertThat(background).isEmpty();
    }

    private static void refuseToChange(Fleet<Box> fleet, String key) {
        assertThatThrownBy(() -> fleet.change(key, box -> {
                    throw new ProviderException("no connection was free");
                }))
                .hasMessageContaining("no connection");
    }

    @Test
    void serverThatCouldNotBeAsked_whileItForgetsTheKey_forgetsItOnceMore() {
        put("key", "old");
        Box its = boxes.values().stream()
                .filter(box -> box.values.containsKey("key"))
                .findFirst()
                .orElseThrow();
        Box other =
                boxes.values().stream().filter(box -> box != its).findFirst().orElseThrow();
        refuseToChange(fleet, "key");
        other.whileDeleting = () -> {
            other.whileDeleting = () -> {};
            put("key", "between");
            refuseToChange(fleet, "key");
        };

        assertThat(get("key")).isNull();
        background.remove().run();

        assertThat(get("key")).isNull();
        assertThat(its.values).doesNotContainKey("key");
    }

    @Test
    void probe_noConnectionToOne_asksTheOthers() {
        boxes.get("a:1").busy = true;

        fleet.probe();

        assertThat(fleet.members()).extracting(Member::fault).containsOnlyNulls();
    }

    @Test
    void probe_oneServerHangs_theOthersAreAskedInstead() {
        Box hung = boxes.get("a:1");
        hung.down = true;
        hung.takes = SECOND / 4;
        fleet.probe();
        int calls = hung.calls;

        long start = nanos.get();
        fleet.probe();

        assertThat(nanos.get()).isEqualTo(start);
        assertThat(hung.calls).isEqualTo(calls);
    }

    @Test
    void serverToBeTriedAgain_costsTheCallNothing() {
        Box hung = boxes.get("b:1");
        hung.down = true;
        hung.takes = SECOND / 4;
        IntStream.range(0, 300).forEach(n -> tolerant(() -> put("key" + n, "value")));
        nanos.addAndGet(SECOND);
        long start = nanos.get();

        IntStream.range(0, 300).forEach(n -> put("key" + n, "value"));

        assertThat(nanos.get()).isEqualTo(start);
        assertThat(background).hasSize(1);
    }

    @Test
    void serverThatIsForgettingWhatChanged_isNotTriedTwiceAtOnce() {
        Box back = boxes.get("b:1");
        back.down = true;
        IntStream.range(0, 3_000).forEach(n -> put("key" + n, "value"));
        back.down = false;
        List<Boolean> second = new ArrayList<>();
        Member<Box> member = fleet.members().get(1);
        back.whileDeleting = () -> second.add(member.comesBack());

        assertThat(member.comesBack()).isTrue();

        assertThat(second).isNotEmpty().containsOnly(false);
        assertThat(member.comesBack()).isTrue();
    }

    private static void tolerant(Runnable call) {
        try {
            call.run();
        } catch (ProviderException down) {
            // the call that finds out
        }
    }

    /** Collects tasks; {@link #tryAgain} runs them. */
    private void inBackground(Runnable task) {
        background.add(task);
    }

    /** A second later: calls for every server have it tried again. */
    private void tryAgain() {
        nanos.addAndGet(SECOND);
        IntStream.range(0, 300).forEach(n -> tolerant(() -> get("another key" + n)));
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private void put(String key, String value) {
        fleet.change(key, box -> box.put(key, value));
    }

    private void remove(String key) {
        fleet.change(key, box -> box.put(key, null));
    }

    private String get(String key) {
        return fleet.read(key, box -> box.get(key));
    }

    /** A server that is a map. */
    private final class Box implements Remote {

        private final Map<String, String> values = new HashMap<>();
        private boolean down;
        /** Whether all connections to it are in use. */
        private boolean busy;

        private long takes;
        private int calls;
        private Runnable whileDeleting = () -> {};

        String get(String key) {
            ping();
            return values.get(key);
        }

        String put(String key, String value) {
            ping();
            return value == null ? values.remove(key) : values.put(key, value);
        }

        @Override
        public void ping() {
            calls++;
            nanos.addAndGet(takes);
            if (busy) {
                throw new ProviderException("no connection was free");
            }
            if (down) {
                throw new Unreachable("down", null);
            }
        }

        @Override
        public void delete(Collection<String> keys) {
            ping();
            whileDeleting.run();
            keys.forEach(values::remove);
        }

        @Override
        public void close() {
            down = true;
        }
    }
}
