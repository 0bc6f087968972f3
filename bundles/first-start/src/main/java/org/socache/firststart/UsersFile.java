// SPDX-License-Identifier: Apache-2.0
package org.socache.firststart;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;

import org.jasypt.digest.config.SimpleStringDigesterConfig;
import org.jasypt.util.password.ConfigurablePasswordEncryptor;

/** {@code etc/users.properties} of Karaf's JAAS realm: {@code user = password,role...}; groups begin with _g_:. */
final class UsersFile {

    private static final String GROUP_PREFIX = "_g_:";

    private final Path file;

    UsersFile(Path file) {
        this.file = file;
    }

    boolean hasUser() throws IOException {
        Properties users = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            users.load(reader);
        }
        return users.stringPropertyNames().stream().anyMatch(name -> !name.startsWith(GROUP_PREFIX));
    }

    /** The file is its owner's alone before the hash is in it. */
    void addAdministrator(String password) throws IOException {
        PosixFileAttributeView permissions = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (permissions != null) {
            permissions.setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
        Files.write(
                file,
                List.of(
                        "",
                        "admin = {CRYPT}" + hash(password) + "{CRYPT},_g_:admingroup",
                        "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh"),
                StandardOpenOption.APPEND);
    }

    /** As {@code etc/org.apache.karaf.jaas.cfg} tells Karaf to check it: Jasypt, SHA-256, salt, hexadecimal. */
    private static String hash(String password) {
        SimpleStringDigesterConfig format = new SimpleStringDigesterConfig();
        format.setAlgorithm("SHA-256");
        format.setStringOutputType("hexadecimal");
        ConfigurablePasswordEncryptor encryptor = new ConfigurablePasswordEncryptor();
        encryptor.setConfig(format);
        return encryptor.encryptPassword(password);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
