// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.socache.api.CacheRegistration;
import org.socache.api.CacheSpecification;

import static org.assertj.core.api.Assertions.assertThat;

/** Who tells the configuration of a switch: the switch itself, or File Install by way of the file. */
class ConfigurationKeeperTest {

    private static final String FILE_NAME = "felix.fileinstall.filename";

    @TempDir
    Path etc;

    private final Hashtable<String, Object> configured = new Hashtable<>();
    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(etc.resolve("org.socache.http.cfg"), "cacheSocache = shmcb\n");
        configured.put("cacheSocache", "shmcb");
        configured.put(FILE_NAME, file.toUri().toString());
    }

    @Test
    void keep_fileInstallOnlyReads_fileAndConfigurationAreAlike() throws Exception {
        keep("dbm:data/http.db", false);

        assertThat(file).hasContent("cacheSocache = dbm:data/http.db\n");
        assertThat(configured).containsEntry("cacheSocache", "dbm:data/http.db").containsKey(FILE_NAME);
    }

    @Test
    void keep_fileInstallSaves_configurationIsLeftToIt() throws Exception {
        keep("dbm:data/http.db", true);

        assertThat(file).hasContent("cacheSocache = dbm:data/http.db\n");
        assertThat(configured).containsEntry("cacheSocache", "shmcb");
    }

    @Test
    void keep_noFile_configurationIsToldInAnyCase() throws Exception {
        configured.remove(FILE_NAME);

        keep("dbm:data/http.db", true);

        assertThat(file).hasContent("cacheSocache = shmcb\n");
        assertThat(configured).containsEntry("cacheSocache", "dbm:data/http.db");
    }

    private void keep(String specification, boolean fileInstallSaves) throws Exception {
        Configuration configuration = stub(Configuration.class, this::configuration);
        ConfigurationAdmin admin = stub(ConfigurationAdmin.class, (call, argument) -> configuration);
        new ConfigurationKeeper(admin, fileInstallSaves)
                .keep(
                        new CacheRegistration("cache-socache", "http", "org.socache.http", "CacheSocache"),
                        CacheSpecification.parse(specification));
    }

    private Object configuration(String call, Object argument) {
        if ("update".equals(call)) {
            Dictionary<?, ?> updated = (Dictionary<?, ?>) argument;
            updated.keys().asIterator().forEachRemaining(key -> configured.put(key.toString(), updated.get(key)));
        }
        return "getProperties".equals(call) ? new Hashtable<>(configured) : null;
    }

    private interface Answer {
        Object to(String call, Object argument);
    }

    private static <T> T stub(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method.getName(), arguments == null ? null : arguments[0])));
    }
}
