// no_entry - a library without the entry symbol.
int stoa_module_entrance(void);

__attribute__((visibility("default"))) int stoa_module_entrance(void) {
    return 0;
}
