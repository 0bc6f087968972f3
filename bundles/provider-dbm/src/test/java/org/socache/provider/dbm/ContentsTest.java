// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.dbm;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is in memory, and what of that the file still has to learn. */
class ContentsTest {

    private static final long ALL = Long.MAX_VALUE;

    private final Contents contents = new Contents();
    private final EntryKey key = new EntryKey(1, 1);

    @Test
    void add_isFoundWithItsRecord_andIsToBeWritten() {
        Held entry = entry(100, 50);

        contents.add(entry);

        assertThat(contents.find(key)).isSameAs(entry);
        assertThat(contents.bytes()).isEqualTo(50 + MapStore.INDEX_SHARE);
        assertThat(contents.bytesChanged()).isEqualTo(50 + MapStore.INDEX_SHARE);
        assertThat(contents.oldestChanges(ALL)).containsExactly(new Contents.Change(key, entry, 0));
    }

    @Test
    void written_nothingHappenedMeanwhile_theEntryIsInTheFileAlone() {
        contents.add(entry(100, 50));

        writeAll(7);

        assertThat(contents.find(key).record()).isNull();
        assertThat(contents.find(key).place()).isEqualTo(7);
        assertThat(contents.bytesChanged()).isZero();
        assertThat(contents.oldestChanges(ALL)).isEmpty();
    }

    @Test
    void bytesUnwritten_countsUntilTheCommit_whatTheLogHasAlready() {
        contents.add(entry(100, 50));
        long unwritten = contents.bytesUnwritten();

        writeAll(7);
        assertThat(contents.isWritten()).isTrue();
        assertThat(contents.bytesUnwritten()).isEqualTo(unwritten).isEqualTo(50 + MapStore.INDEX_SHARE);

        contents.committed();
        assertThat(contents.bytesUnwritten()).isZero();
    }

    @Test
    void written_replacedMeanwhile_theNewOneGoesToTheSamePlace() {
        contents.add(entry(100, 50));
        List<Contents.Change> under = contents.oldestChanges(ALL);
        Held second = entry(200, 60);
        contents.remove(key);
        contents.add(second);

        under.forEach(change -> contents.written(change, 7));

        assertThat(contents.find(key).record()).isNotNull();
        assertThat(contents.oldestChanges(ALL)).containsExactly(new Contents.Change(key, second, 7));
        assertThat(contents.bytesChanged()).isEqualTo(60 + MapStore.INDEX_SHARE);
    }

    @Test
    void written_removedMeanwhile_theFileIsToDropIt() {
        contents.add(entry(100, 50));
        List<Contents.Change> under = contents.oldestChanges(ALL);
        contents.remove(key);

        under.forEach(change -> contents.written(change, 7));

        assertThat(contents.oldestChanges(ALL)).containsExactly(new Contents.Change(key, null, 7));
        writeAll(0);
        assertThat(contents.bytesChanged()).isZero();
    }

    @Test
    void remove_ofWhatIsInTheFile_remembersWhereItLay() {
        contents.learn(key, new Place(9, 100, 50));

        assertThat(contents.remove(key)).isNotNull();

        assertThat(contents.find(key)).isNull();
        assertThat(contents.bytes()).isZero();
        assertThat(contents.oldestChanges(ALL)).containsExactly(new Contents.Change(key, null, 9));
    }

    @Test
    void remove_andAddAgain_beforeTheFileKnew_isOneChange() {
        contents.learn(key, new Place(9, 100, 50));
        contents.remove(key);
        Held again = entry(300, 70);
        contents.add(again);

        assertThat(contents.oldestChanges(ALL)).containsExactly(new Contents.Change(key, again, 9));
        assertThat(contents.bytesChanged()).isEqualTo(70 + MapStore.INDEX_SHARE);
    }

    @Test
    void remove_ofWhatTheFileNeverHad_costsItNothing() {
        contents.add(entry(100, 50));
        contents.remove(key);

        assertThat(contents.oldestChanges(ALL)).containsExactly(new Contents.Change(key, null, 0));
        assertThat(contents.bytesChanged()).isEqualTo(MapStore.INDEX_SHARE);
    }

    @Test
    void first_isTheNextToExpire() {
        contents.learn(new EntryKey(1, 1), new Place(1, 300, 10));
        contents.learn(new EntryKey(2, 2), new Place(2, 100, 10));
        contents.learn(new EntryKey(3, 3), new Place(3, 200, 10));

        assertThat(contents.all()).extracting(Held::expiry).containsExactly(100L, 200L, 300L);
        assertThat(contents.first().expired(100)).isTrue();
        assertThat(contents.first().expired(99)).isFalse();
    }

    @Test
    void oldestChanges_beyondTheBytes_areLeftForTheNextTime() {
        for (int n = 1; n <= 10; n++) {
            contents.add(new Held(new EntryKey(n, n), 100, new byte[1_000]));
        }

        assertThat(contents.oldestChanges(1)).hasSize(1);
        assertThat(contents.oldestChanges(3_000))
                .extracting(Contents.Change::key)
                .containsExactly(new EntryKey(1, 1), new EntryKey(2, 2), new EntryKey(3, 3));
    }

    @Test
    void clear_leavesNothing_norAnythingToWrite() {
        contents.add(entry(100, 50));
        writeAll(7);

        contents.clear();

        assertThat(contents.size()).isZero();
        assertThat(contents.bytes()).isZero();
        assertThat(contents.bytesUnwritten()).isZero();
        assertThat(contents.oldestChanges(ALL)).isEmpty();
    }

    private Held entry(long expiry, int size) {
        return new Held(key, expiry, new byte[size]);
    }

    private void writeAll(long place) {
        contents.oldestChanges(ALL).forEach(change -> contents.written(change, place));
    }
}
