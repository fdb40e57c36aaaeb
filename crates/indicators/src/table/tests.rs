use crate::record::tests::indicators;

#[test]
fn goals_stand_by_number_with_their_kpis_and_figures_in_printed_order() {
    let indicators = indicators();
    let counts: Vec<(usize, usize)> = (0..11)
        .map(|place| {
            (
                indicators.kpis(place).len(),
                indicators.figures(place).len(),
            )
        })
        .collect();
    assert_eq!(
        counts,
        [
            (1, 0),
            (1, 0),
            (2, 13),
            (1, 3),
            (1, 18),
            (1, 0),
            (1, 0),
            (1, 9),
            (1, 3),
            (1, 4),
            (1, 0)
        ]
    );
    for place in 0..11 {
        let numbers = indicators.figures(place).iter().map(|figure| figure.number);
        assert!(numbers.eq(1..=indicators.figures(place).len() as i64));
    }
}

#[test]
fn a_goal_is_found_by_its_number_and_a_figure_by_its_id() {
    let indicators = indicators();
    let place = indicators.find(11).unwrap();
    assert_eq!(
        indicators.get(place).title_ja,
        "国民に必要な医療機器へのアクセシビリティの確保"
    );
    assert_eq!(indicators.find(0), None);
    assert_eq!(indicators.find(12), None);
    let (goal, figure) = indicators.find_figure("device-lag-2023").unwrap();
    assert_eq!(indicators.get(goal).number, 8);
    let figure = &indicators.figures(goal)[figure as usize];
    assert_eq!(figure.quantity.to_string(), "0.4");
    assert_eq!(indicators.find_figure("device-lag"), None);
}
